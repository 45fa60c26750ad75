import { NotFoundError } from '@offprint/errors';
import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { etag } from 'hono/etag';
import { citationFormats } from './addresses.ts';
import { api } from './api/index.ts';
import { type Assets, answerAsset } from './assets.ts';
import { failureOf } from './failure.ts';
import { setSecurityHeaders } from './headers.ts';
import { citeFile } from './pages/cite.ts';
import { ErrorPage } from './pages/error.tsx';
import { frontPage } from './pages/front/front.tsx';
import { healthOf } from './pages/health.ts';
import { keysPage } from './pages/keys.tsx';
import { methodPage } from './pages/methods/method.tsx';
import { methodsPage } from './pages/methods/methods.tsx';
import { paperPage } from './pages/papers/papers.tsx';
import { searchPage } from './pages/search/search.tsx';
import type { Service } from './service.ts';

export interface AppOptions {
  readonly service: Service;
  readonly assets: Assets;
  readonly log: (line: string) => void;
}

/** The whole site as one Hono app: pages, files, API. */
export function createApp({ service, assets, log }: AppOptions): Hono {
  const site = { service, assets, log };
  const app = new Hono({ strict: false });

  app.use(setSecurityHeaders());
  app.use(compress());

  app.get('/health', async (context) => context.json(await healthOf(service), 200, { 'cache-control': 'no-store' }));
  app.route('/api', api(service, { log }));

  const page =
    (render: (context: Context) => Promise<Markup>) =>
    async (context: Context): Promise<Response> =>
      context.html(await documentOf(await render(context)), 200, { 'cache-control': 'no-cache' });
  const tagged = etag({ weak: true });
  app.get(
    '/',
    tagged,
    page((context) => frontPage(site, context.req.query())),
  );
  app.get(
    '/search',
    tagged,
    page((context) => searchPage(site, context.req.query())),
  );
  app.get('/papers', (context) => context.redirect('/', 301));
  app.get(
    '/papers/:name{.+}',
    tagged,
    page((context) => paperPage(site, context.req.param('name') ?? '', originOf(context))),
  );
  app.get(
    '/methods',
    tagged,
    page((context) => methodsPage(site, context.req.query())),
  );
  app.get(
    '/methods/:id',
    tagged,
    page((context) => methodPage(site, context.req.param('id') ?? '', originOf(context))),
  );
  app.get(
    '/keys',
    tagged,
    page(() => keysPage(site)),
  );
  for (const format of citationFormats) {
    app.get(`/cite/${format}/:name{.+}`, (context) => citeFile(service, format, context.req.param('name')));
  }
  app.get('/favicon.ico', (context) => context.redirect('/favicon.svg', 301));
  app.get('*', (context, next) => {
    const file = assets.files.get(context.req.path);
    return file === undefined ? next() : Promise.resolve(answerAsset(file, context.req.raw));
  });

  const fail = async (context: Context, thrown: unknown): Promise<Response> => {
    const { status, record } = failureOf(thrown, log);
    // The page of an error must come even where the catalogue is what failed.
    const paperCount = await service.catalog.count().catch(() => 0);
    const html = await documentOf(<ErrorPage site={site} error={record} status={status} paperCount={paperCount} />);
    return context.body(html, status as 500, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
  };
  app.notFound((context) =>
    fail(
      context,
      new NotFoundError('page/not-found', `There is no page at ${context.req.path.slice(0, 200)}.`, {
        hint: 'Check the address, or search for what you are looking for.',
      }),
    ),
  );
  app.onError((thrown, context) => fail(context, thrown));
  return app;
}

/** Scheme, host and port as the reader's browser knows them. */
function originOf(context: Context): string {
  return new URL(context.req.url).origin;
}

/** What `hono/jsx` gives for an element. */
type Markup = { toString(): string | Promise<string> };

async function documentOf(markup: Markup): Promise<string> {
  return `<!doctype html>${await markup.toString()}`;
}
