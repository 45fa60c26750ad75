import { NotFoundError } from '@offprint/errors';
import { type Context, Hono } from 'hono';
import type { Service } from '../service.ts';
import { getMethod, listMethods } from './methods.ts';
import { openApi } from './openapi.ts';
import { getPaper, listPapers } from './papers.ts';
import { problemResponse } from './problem.ts';
import { noQuery, parseQuery } from './query.ts';
import { discardRest } from './request-body.ts';
import { createRuns, type RunsOptions } from './runs.ts';
import { searchPapers } from './search.ts';

/** The JSON API, to be mounted at `/api`. */
export function api(service: Service, options: Partial<RunsOptions> = {}): Hono {
  const app = new Hono();
  const plain = (answer: (context: Context) => unknown) => async (context: Context) => {
    parseQuery(noQuery, context.req.url);
    return context.json(await answer(context));
  };
  app.get('/papers', async (context) => context.json(await listPapers(service.catalog, context.req.url)));
  app.get(
    '/papers/:id{.+}',
    plain((context) => getPaper(service.catalog, context.req.param('id') ?? '')),
  );
  app.get('/search', async (context) => context.json(await searchPapers(service, context.req.url)));
  app.get(
    '/methods',
    plain(() => listMethods()),
  );
  app.get(
    '/methods/:id',
    plain((context) => getMethod(context.req.param('id') ?? '')),
  );
  app.get(
    '/openapi.json',
    plain(() => openApi()),
  );
  app.route('/', createRuns(service, options));
  // A handler, since the one for what is not found belongs to the app that this is mounted in.
  app.all('*', (context) => {
    throw new NotFoundError(
      'api/not-found',
      `There is nothing at ${context.req.path.slice(0, 200)} for ${context.req.method}.`,
      { hint: 'GET /api/openapi.json describes what there is.' },
    );
  });
  app.onError(async (thrown, context) => {
    await discardRest(context.req.raw);
    return problemResponse(thrown, options.log);
  });
  return app;
}
