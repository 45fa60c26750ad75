import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type TestSite } from '../testing/open-site.ts';
import { api } from './index.ts';
import { problemIn } from './testing/requests.ts';

let site: TestSite;
beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

interface Paper {
  readonly id: string;
  readonly slug: string | null;
  readonly featuredOn: string | null;
  readonly family: string | null;
}

async function json<T>(address: string): Promise<T> {
  const response = await site.request(address);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  return (await response.json()) as T;
}

interface Page {
  readonly papers: readonly Paper[];
  readonly next: string | null;
}

describe('GET /api/papers', () => {
  it.each(['trending', 'new'])('gives each paper once over the pages of the order %s', async (order) => {
    const seen: string[] = [];
    let address: string | null = `/api/papers?order=${order}&limit=20`;
    while (address !== null) {
      const page: Page = await json<Page>(address);
      seen.push(...page.papers.map(({ id }) => id));
      address =
        page.next === null ? null : `/api/papers?order=${order}&limit=20&after=${encodeURIComponent(page.next)}`;
    }
    expect(seen).toHaveLength(76);
    expect(new Set(seen).size).toBe(76);
  });

  it('shows trending first, 20 at a time, and a family where asked', async () => {
    const { papers } = await json<Page>('/api/papers');
    expect(papers).toHaveLength(20);
    const days = papers.map(({ featuredOn }) => featuredOn ?? '');
    expect(days).toEqual(days.toSorted().toReversed());
    const merging = await json<Page>('/api/papers?family=merging&limit=100');
    expect(merging.papers).toHaveLength(14);
    expect(merging.papers.every(({ family }) => family === 'merging')).toBe(true);
    expect(merging.next).toBeNull();
  });

  it.each([
    [
      '/api/papers?order=best',
      'request/invalid-parameter',
      'The parameter order is "best", but must be one of trending, new.',
    ],
    [
      '/api/papers?limit=101',
      'request/invalid-parameter',
      'The parameter limit is "101", but must be a whole number from 1 to 100.',
    ],
    ['/api/papers?page=2', 'request/invalid-parameter', 'There is no parameter page.'],
    ['/api/papers/ties-merging?full=1', 'request/invalid-parameter', 'There is no parameter full.'],
    ['/api/methods?x', 'request/invalid-parameter', 'There is no parameter x.'],
  ])('refuses %s', async (address, code, detail) => {
    const response = await site.request(address);
    expect(await problemIn(response)).toMatchObject({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      code,
      detail,
    });
  });

  it('refuses a cursor of another order', async () => {
    const { next } = await json<Page>('/api/papers?order=new&limit=1');
    const response = await site.request(`/api/papers?order=trending&after=${encodeURIComponent(next ?? '')}`);
    expect(await problemIn(response)).toMatchObject({ status: 422, code: 'list/cursor' });
  });
});

describe('GET /api/papers/{id}', () => {
  it('finds one paper by slug, arXiv identifier with or without version, and id', async () => {
    const paper = await json<Paper>('/api/papers/ties-merging');
    expect(paper).toMatchObject({
      slug: 'ties-merging',
      arxivId: '2306.01708',
      runs: true,
      links: {
        page: '/papers/ties-merging',
        arxiv: 'https://arxiv.org/abs/2306.01708',
        pdf: 'https://arxiv.org/pdf/2306.01708',
        method: '/methods/ties-merging',
      },
      bibtex: expect.stringMatching(/^@\w+\{/),
    });
    for (const name of ['2306.01708', '2306.01708v2', paper.id]) {
      expect(await json(`/api/papers/${name}`)).toEqual(paper);
    }
  });

  it('finds an old arXiv identifier, slash and all, and hides no markup in its titles', async () => {
    expect(await json('/api/papers/cs/0112017')).toMatchObject({
      title: 'On <script>alert(1)</script> & "Quotes" in Zyzzyva Catalogues',
      slug: null,
      runs: false,
      links: { page: '/papers/cs/0112017', method: null },
    });
  });

  it('says which paper there is not', async () => {
    expect(await problemIn(await site.request('/api/papers/9999.99999'))).toMatchObject({
      title: 'Not Found',
      status: 404,
      code: 'paper/not-found',
      detail: 'There is no paper 9999.99999 in this catalogue.',
    });
  });
});

describe('GET /api/search', () => {
  it('finds papers by their words and marks them', async () => {
    const found = await json<{
      total: number;
      results: { paper: Paper; matched: string[]; snippet: { text: string; marked: boolean }[] }[];
      unknown: string[];
    }>('/api/search?q=zyzzyva+xqzw&limit=5');
    expect(found).toMatchObject({ total: 1, unknown: ['xqzw'] });
    expect(found.results[0]?.matched).toEqual(['zyzzyva']);
    expect(found.results[0]?.snippet.filter(({ marked }) => marked)).toEqual([{ text: 'Zyzzyva', marked: true }]);
  });

  it('pages by offset, and keeps to a family', async () => {
    type Found = { total: number; results: { paper: Paper; score: number }[] };
    const all = await json<Found>('/api/search?q=merging&limit=6');
    const rest = await json<Found>('/api/search?q=merging&limit=3&offset=3');
    expect(rest.results).toEqual(all.results.slice(3));
    const scores = all.results.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    const graphs = await json<Found>('/api/search?q=networks&family=graphs');
    expect(graphs.results.length).toBe(graphs.total);
    expect(graphs.results.every(({ paper }) => paper.family === 'graphs')).toBe(true);
  });

  it('refuses an empty question', async () => {
    expect(await problemIn(await site.request('/api/search'))).toMatchObject({
      status: 422,
      detail: 'The parameter q is missing, but must be a text of 1 to 1000 characters.',
    });
  });
});

describe('methods and the rest', () => {
  it('describes the methods that run', async () => {
    const { methods } = await json<{ methods: { id: string }[] }>('/api/methods');
    expect(methods.map(({ id }) => id)).toContain('ties-merging');
    expect(await json('/api/methods/ties-merging')).toMatchObject({
      files: [
        { name: 'base', min: 1, max: 1 },
        { name: 'models', min: 1, max: 64 },
      ],
      settings: { properties: { density: { exclusiveMinimum: 0, maximum: 1, default: 0.2 } } },
      links: { runs: '/api/methods/ties-merging/runs' },
    });
    expect(await problemIn(await site.request('/api/methods/tie-merging'))).toMatchObject({
      status: 404,
      hint: 'Did you mean ties-merging?',
    });
  });

  it.each(['/api/papers', '/api/papers/ties-merging', '/api/search?q=merging', '/api/methods', '/api/openapi.json'])(
    'answers HEAD of %s without a body',
    async (address) => {
      const response = await site.request(address, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/json');
      expect(await response.text()).toBe('');
    },
  );

  it('tells in JSON of what there is not', async () => {
    for (const [address, method] of [
      ['/api', 'GET'],
      ['/api/nothing', 'GET'],
      ['/api/papers', 'POST'],
      ['/api/runs/none', 'GET'],
    ] as const) {
      const problem = await problemIn(await site.request(address, { method }));
      expect(problem).toMatchObject({ status: 404, code: 'api/not-found' });
      expect(problem.detail).toBe(`There is nothing at ${address} for ${method}.`);
    }
  });

  it('keeps what went wrong inside to itself, and logs it', async () => {
    const log: string[] = [];
    const catalog = {
      ...site.service.catalog,
      get: async () => {
        throw new Error('secret /path/to/data');
      },
    };
    const broken = api({ ...site.service, catalog }, { log: (line) => log.push(line) });
    const problem = await problemIn(await broken.request('/papers/ties-merging'));
    expect(problem).toMatchObject({ status: 500, code: 'internal/fault', title: 'Internal Server Error' });
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(log).toEqual([expect.stringContaining('secret /path/to/data')]);
  });
});
