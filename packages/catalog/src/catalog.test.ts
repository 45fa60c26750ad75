import { InputError } from '@offprint/errors';
import { dialects, startDatabases, type TestDatabases } from '@offprint/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Catalog, createCatalog, type ListOptions } from './catalog.ts';
import type { Paper } from './paper.ts';
import { type PaperInput, paperRecord } from './record.ts';
import { openCatalogAt, openEmptyCatalog, type TestCatalog } from './testing/open-catalog.ts';

describe.each(dialects)('a catalogue on %s', (dialect) => {
  let databases: TestDatabases;
  let opened: TestCatalog;
  let catalog: Catalog;

  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());
  beforeEach(async () => {
    opened = await openEmptyCatalog(databases);
    catalog = opened.catalog;
  });
  afterEach(() => opened.close());

  const put = (source: string, ...inputs: PaperInput[]) => catalog.put(inputs.map(paperRecord), source);
  const only = async (): Promise<Paper> => {
    const { papers } = await catalog.list({ order: 'new', limit: 10 });
    expect(papers).toHaveLength(1);
    return papers[0] ?? expect.unreachable();
  };

  it('gives back what was put in, and says who said it', async () => {
    const facts = {
      slug: 'ties-merging',
      arxivId: '2306.01708',
      title: 'Resolving Interference',
      authors: ['Prateek Yadav', 'Mohit Bansal'],
      year: 2023,
      venue: 'NeurIPS',
      summary: 'In short.',
      abstract: 'At length.',
      family: 'merging',
      codeUrl: 'https://example.org/code',
      submittedOn: '2023-06-02',
      listedOn: '2023-06-05',
      featuredOn: '2026-03-11',
      featuredRank: 8,
    };
    expect(await put('cards', facts)).toEqual({ added: 1, changed: 0, unchanged: 0, withheld: 0, joined: 0 });
    const paper = await only();
    expect(paper).toEqual({
      ...facts,
      id: expect.stringMatching(/^[0-9A-Z]{26}$/),
      sources: Object.fromEntries(Object.keys(facts).map((field) => [field, 'cards'])),
      change: 1,
      deleted: false,
    });
    for (const name of [paper.id, 'ties-merging', '2306.01708', '2306.01708v4', 'arXiv:2306.01708']) {
      expect(await catalog.get(name)).toEqual(paper);
    }
    expect(await catalog.get('2306.01709')).toBeNull();
  });

  it('takes the year from the arXiv identifier where nothing else says it', async () => {
    await put('arxiv', { title: 'Undated', arxivId: '2201.00001' });
    expect((await only()).year).toBe(2022);
  });

  it('joins by slug, by arXiv identifier and by title, and completes what was not known', async () => {
    await put('cards', { title: 'One Title', slug: 'one', summary: 'Ours.' });
    expect(await put('arxiv', { title: 'one  title!', arxivId: '2401.00001' })).toMatchObject({
      joined: 1,
      changed: 1,
    });
    expect(await put('bibtex', { title: 'Another title', arxivId: '2401.00001v2', venue: 'ICLR' })).toMatchObject({
      joined: 1,
      changed: 1,
    });
    expect(await put('jsonl', { title: 'A third', slug: 'one', abstract: 'Abstract.' })).toMatchObject({ joined: 1 });
    expect(await only()).toMatchObject({
      title: 'One Title',
      slug: 'one',
      arxivId: '2401.00001',
      venue: 'ICLR',
      summary: 'Ours.',
      abstract: 'Abstract.',
    });
  });

  it('never puts nothing in the place of something, and lets a less trusted source change nothing', async () => {
    await put('cards', { title: 'T one', slug: 't', summary: 'Ours.', year: 2023, venue: 'ICML' });
    const before = await only();
    expect(await put('jsonl', { title: 'T one', summary: 'Theirs.', year: 2020, venue: null })).toEqual({
      added: 0,
      changed: 0,
      unchanged: 1,
      withheld: 0,
      joined: 1,
    });
    expect(await only()).toEqual(before);
    expect(await catalog.currentChange()).toBe(1);
  });

  it('lets a source correct itself', async () => {
    await put('arxiv', { title: 'First name', arxivId: '2401.00001', abstract: 'Old.' });
    expect(await put('arxiv', { title: 'Second name', arxivId: '2401.00001' })).toMatchObject({ changed: 1 });
    expect(await only()).toMatchObject({ title: 'Second name', abstract: 'Old.' });
  });

  it('keeps papers of one title apart when identifiers or authors differ', async () => {
    await put('arxiv', { title: 'Deep Learning', arxivId: '2401.00001', authors: ['Ann Arbor'] });
    expect(await put('arxiv', { title: 'Deep Learning', arxivId: '2401.00002', authors: ['Di Eno'] })).toMatchObject({
      added: 1,
    });
    expect(await put('bibtex', { title: 'Deep learning', authors: ['Bo Cox'] })).toMatchObject({ added: 1 });
    expect(await catalog.count()).toBe(3);
    // The title alone does not say which of the three is meant; the record without identifier joins itself again.
    expect(await put('bibtex', { title: 'Deep learning', authors: ['Bo Cox'] })).toMatchObject({ unchanged: 1 });
    expect(await put('jsonl', { title: 'Deep learning' })).toMatchObject({ joined: 1, added: 0 });
    expect(await catalog.count()).toBe(3);
  });

  it('makes one paper of two when a record shows that they are one', async () => {
    await put('jsonl', { title: 'Long title', abstract: 'From the page.' });
    await put('cards', { title: 'Short', slug: 'short', arxivId: '2401.00001' });
    const loser = await catalog
      .list({ order: 'new', limit: 10 })
      .then(({ papers }) => papers.find((p) => p.slug === null));
    const at = await catalog.currentChange();
    expect(await put('arxiv', { title: 'Long title', arxivId: '2401.00001' })).toMatchObject({ changed: 1, joined: 1 });
    const paper = await only();
    expect(paper).toMatchObject({ slug: 'short', title: 'Short', abstract: 'From the page.' });
    expect(await catalog.get(loser?.id ?? '')).toEqual(paper);
    const { papers } = await catalog.changesSince(at, 10);
    expect(papers.map(({ id, deleted }) => [id, deleted])).toEqual([
      [loser?.id, true],
      [paper.id, false],
    ]);
    expect(await put('arxiv', { title: 'Long title', arxivId: '2401.00001' })).toMatchObject({ unchanged: 1 });
  });

  it('joins records of one paper inside a batch', async () => {
    expect(
      await put(
        'jsonl',
        { title: 'Twice', abstract: 'A.' },
        { title: 'twice', arxivId: '2401.00001' },
        { title: 'Twice.', arxivId: '2401.00001' },
      ),
    ).toEqual({ added: 1, changed: 2, unchanged: 0, withheld: 0, joined: 2 });
    expect(await only()).toMatchObject({ arxivId: '2401.00001', abstract: 'A.', change: 1 });
  });

  it('takes one change number for each changed paper, and waits for one index run', async () => {
    await put('jsonl', ...titled(3));
    await put('jsonl', ...titled(5));
    expect(await catalog.currentChange()).toBe(5);
    const counts = await catalog.store.jobs.counts();
    expect(counts).toEqual([{ kind: 'index', state: 'ready', count: 1 }]);
  });

  it('does not enqueue anything when nothing changed', async () => {
    await put('jsonl', ...titled(2));
    const job = await catalog.store.jobs.claim(['index'], 'worker', 60_000);
    expect(job?.kind).toBe('index');
    if (job !== null) await catalog.store.jobs.complete(null, job);
    await put('jsonl', ...titled(2));
    expect(await catalog.store.jobs.counts()).toEqual([]);
  });

  it('stops between transactions when cancelled, and keeps what was done', async () => {
    const stop = new AbortController();
    const write = catalog.store.write.bind(catalog.store);
    const counting = {
      ...catalog.store,
      write: async <T>(work: Parameters<typeof write<T>>[0]) => {
        const result = await write(work);
        stop.abort();
        return result;
      },
    };
    const putting = createCatalog(counting).put(titled(1200).map(paperRecord), 'jsonl', { signal: stop.signal });
    await expect(putting).rejects.toMatchObject({ code: 'run/cancelled', where: { kept: 500 } });
    expect(await catalog.count()).toBe(500);
  });

  it('removes with a tombstone that no import brings back', async () => {
    await put('arxiv', { title: 'Gone', arxivId: '2401.00001' });
    const { id } = await only();
    expect(await catalog.remove(id)).toBe(true);
    expect(await catalog.remove(id)).toBe(false);
    expect(await catalog.get(id)).toBeNull();
    expect(await catalog.get('2401.00001')).toBeNull();
    expect(await catalog.byIds([id])).toEqual([]);
    expect(await put('arxiv', { title: 'Gone', arxivId: '2401.00001', abstract: 'New.' })).toMatchObject({
      withheld: 1,
    });
    expect(await catalog.count()).toBe(0);
    expect((await catalog.changesSince(1, 10)).papers).toMatchObject([{ id, deleted: true, change: 2 }]);
    expect(await catalog.restore(id)).toBe(true);
    expect(await catalog.restore(id)).toBe(false);
    expect(await only()).toMatchObject({ id, abstract: null, change: 3 });
  });

  it('lists by the day featured, then by the day of appearance, without repeating or missing any', async () => {
    await put(
      'jsonl',
      { title: 'old first', featuredOn: '2026-03-10', featuredRank: 1 },
      { title: 'new second', featuredOn: '2026-03-11', featuredRank: 2, family: 'graphs' },
      { title: 'new first', featuredOn: '2026-03-11', featuredRank: 1 },
      { title: 'listed', listedOn: '2026-02-01', family: 'graphs' },
      { title: 'submitted', submittedOn: '2026-01-31', listedOn: '2026-02-02', family: 'graphs' },
      { title: 'by number', arxivId: '2401.00002' },
      { title: 'by smaller number', arxivId: '2401.00001' },
      { title: 'of old', arxivId: 'hep-th/9901001' },
    );
    const trending = [
      'new first',
      'new second',
      'old first',
      'listed',
      'submitted',
      'by number',
      'by smaller number',
      'of old',
    ];
    const recent = ['listed', 'submitted', 'by number', 'by smaller number'];
    expect(await titlesOf({ order: 'trending', limit: 500 })).toEqual(trending);
    expect((await titlesOf({ order: 'new', limit: 500 })).slice(0, 4)).toEqual(recent);
    expect(await titlesOf({ order: 'trending', family: 'graphs', limit: 500 })).toEqual([
      'new second',
      'listed',
      'submitted',
    ]);
    for (const order of ['trending', 'new'] as const) {
      const whole = await titlesOf({ order, limit: 500 });
      for (const limit of [1, 2, 3, 7, 8]) expect(await titlesOf({ order, limit })).toEqual(whole);
      const papers = (await catalog.list({ order, limit: 500 })).papers;
      for (const [index, paper] of papers.entries()) {
        expect(await catalog.neighbours(paper.id, { order })).toEqual({
          previous: papers[index - 1] ?? null,
          next: papers[index + 1] ?? null,
        });
      }
    }
    expect(await catalog.neighbours('nobody', { order: 'new' })).toEqual({ previous: null, next: null });
  });

  async function titlesOf(options: ListOptions): Promise<string[]> {
    const titles: string[] = [];
    let after: string | null = null;
    do {
      const page = await catalog.list(after === null ? options : { ...options, after });
      titles.push(...page.papers.map(({ title }) => title));
      after = page.next;
    } while (after !== null);
    return titles;
  }

  it('refuses places and sizes of pages that it did not give', async () => {
    await put('jsonl', ...titled(3));
    const { next } = await catalog.list({ order: 'new', limit: 1 });
    const refused = (options: ListOptions) => catalog.list(options).catch((error: unknown) => error);
    for (const after of ['', 'nonsense', '%%%', Buffer.from('["new",9,["x"]]').toString('base64url')]) {
      expect(await refused({ order: 'new', limit: 1, after })).toMatchObject({ code: 'list/cursor' });
    }
    expect(await refused({ order: 'trending', limit: 1, after: next ?? '' })).toMatchObject({ code: 'list/cursor' });
    for (const limit of [0, 501, 1.5, Number.NaN]) {
      const error = await refused({ order: 'new', limit });
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ code: 'list/limit' });
    }
  });

  it('counts families and days, and forgets the counts at the next change', async () => {
    await put('jsonl', { title: 'a', family: 'graphs', listedOn: '2026-02-01' }, { title: 'b', family: 'graphs' });
    const graphs = async () => (await catalog.families()).find(({ family }) => family === 'graphs')?.count;
    expect(await graphs()).toBe(2);
    expect((await catalog.families()).map(({ count }) => count).reduce((sum, count) => sum + count)).toBe(2);
    const other = await openCatalogAt(opened.place);
    await other.catalog.put([paperRecord({ title: 'c', family: 'graphs', listedOn: '2026-02-02' })], 'jsonl');
    await other.catalog.put([paperRecord({ title: 'd', listedOn: '2026-02-01' })], 'jsonl');
    await other.close();
    expect(await graphs()).toBe(3);
    expect(await catalog.count()).toBe(4);
    expect(await catalog.days({ kind: 'listed' })).toEqual([
      { day: '2026-02-02', count: 1 },
      { day: '2026-02-01', count: 2 },
    ]);
    expect(await catalog.days({ kind: 'listed', limit: 1 })).toEqual([{ day: '2026-02-02', count: 1 }]);
    expect(await catalog.days()).toEqual([]);
  });

  it('follows changes in steps of any size', async () => {
    await put('jsonl', ...titled(7));
    const seen: number[] = [];
    let from = 0;
    for (let more = true; more; ) {
      const step = await catalog.changesSince(from, 3);
      seen.push(...step.papers.map(({ change }) => change));
      ({ reached: from, more } = step);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(await catalog.changesSince(7, 3)).toEqual({ papers: [], reached: 7, more: false });
  });

  it('gives papers in the order asked for', async () => {
    await put('jsonl', ...titled(4));
    const ids = (await catalog.list({ order: 'new', limit: 4 })).papers.map(({ id }) => id);
    const asked = [ids[2], 'nobody', ids[0], ids[3]].filter((id) => id !== undefined);
    expect((await catalog.byIds(asked)).map(({ id }) => id)).toEqual([ids[2], ids[0], ids[3]]);
    expect(await catalog.byIds([])).toEqual([]);
  });

  it('adds each paper once when two import the same at once', async () => {
    const other = await openCatalogAt(opened.place);
    const records = titled(1100).map(paperRecord);
    const results = await Promise.all([catalog.put(records, 'jsonl'), other.catalog.put(records, 'jsonl')]);
    await other.close();
    expect(results.map(({ added }) => added).reduce((sum, added) => sum + added)).toBe(1100);
    expect(await catalog.count()).toBe(1100);
    expect(await catalog.currentChange()).toBe(1100);
  });
});

function titled(count: number): PaperInput[] {
  return Array.from({ length: count }, (_, index) => ({ title: `Paper number ${index}` }));
}
