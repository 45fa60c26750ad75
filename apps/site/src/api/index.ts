import { NotFoundError } from '@offprint/errors';
import { Hono } from 'hono';
import type { Service } from '../service.ts';
import { getMethod, listMethods } from './methods.ts';
import { openApi } from './openapi.ts';
import { getPaper, listPapers } from './papers.ts';
import { problemResponse } from './problem.ts';
import { createRuns, type RunsOptions } from './runs.ts';
import { searchPapers } from './search.ts';

/** The JSON API, to be mounted at `/api`. */
export function api(service: Service, options: Partial<RunsOptions> = {}): Hono {
  const app = new Hono();
  const runs = createRuns(service, options);
  app.get('/papers', async (context) => context.json(await listPapers(service.catalog, context.req.url)));
  app.get('/papers/:id{.+}', async (context) => context.json(await getPaper(service.catalog, context.req.param('id'))));
  app.get('/search', async (context) => context.json(await searchPapers(service, context.req.url)));
  app.get('/methods', (context) => context.json(listMethods()));
  app.get('/methods/:id', (context) => context.json(getMethod(context.req.param('id'))));
  app.get('/openapi.json', (context) => context.json(openApi()));
  app.route('/', runs);
  app.notFound((context) =>
    problemResponse(
      new NotFoundError(
        'api/not-found',
        `There is nothing at ${context.req.path.slice(0, 200)} for ${context.req.method}.`,
        {
          hint: 'GET /api/openapi.json describes what there is.',
        },
      ),
    ),
  );
  app.onError((thrown) => problemResponse(thrown));
  return app;
}
