import { dialects, startDatabases, type TestDatabases } from '@offprint/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cards } from './cards/index.ts';
import type { Catalog } from './catalog.ts';
import { importFile } from './import/import-file.ts';
import { paperRecord } from './record.ts';
import { seedCatalog } from './seed.ts';
import { openEmptyCatalog, type TestCatalog } from './testing/open-catalog.ts';
import { needsShared, sharedFile } from './testing/shared-folder.ts';

const page = sharedFile('seed-page.txt');

describe.each(dialects)('the collection on %s', (dialect) => {
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

  it('is put in once, in the order of the page', async () => {
    expect(await seedCatalog(catalog)).toMatchObject({ written: true, added: 74 });
    expect(await seedCatalog(catalog)).toEqual({
      written: false,
      added: 0,
      changed: 0,
      unchanged: 0,
      withheld: 0,
      joined: 0,
    });
    const { papers, next } = await catalog.list({ order: 'trending', limit: 100 });
    expect(papers.map(({ slug }) => slug)).toEqual(cards.map(({ slug }) => slug));
    expect(next).toBeNull();
    expect(await catalog.days()).toEqual([{ day: '2026-03-11', count: 74 }]);
    expect(await catalog.currentChange()).toBe(74);
    const paper = await catalog.get('ties-merging');
    expect(paper).toMatchObject({ arxivId: '2306.01708', family: 'merging', featuredRank: 8, abstract: null });
    expect(await catalog.get('2306.01708')).toEqual(paper);
  });

  it('joins what was imported before it', async () => {
    await catalog.put(
      [paperRecord({ title: 'Resolving interference when merging models', abstract: 'A.', summary: 'Theirs.' })],
      'jsonl',
    );
    expect(await seedCatalog(catalog)).toMatchObject({ added: 73, changed: 1, joined: 1 });
    const paper = await catalog.get('ties-merging');
    expect(paper?.abstract).toBe('A.');
    expect(paper?.summary).toMatch(/^Averaging several fine-tuned models/);
  });

  it('leaves out what was removed', async () => {
    await seedCatalog(catalog);
    const paper = await catalog.get('ppp');
    await catalog.remove(paper?.id ?? '');
    await catalog.store.write((trx) => trx.deleteFrom('settings').execute());
    expect(await seedCatalog(catalog)).toMatchObject({ written: true, unchanged: 73, withheld: 1 });
    expect(await catalog.count()).toBe(73);
  });

  describe.skipIf(page === null)(`and the captured page (${needsShared})`, () => {
    it('finds 74 papers, joins 74 and doubles none, imported twice', async () => {
      await seedCatalog(catalog);
      const first = await importFile(catalog, page ?? '');
      expect(first).toMatchObject({
        format: 'listing-page',
        found: 74,
        joined: 74,
        added: 0,
        changed: 74,
        problemCount: 0,
      });
      const change = await catalog.currentChange();
      const second = await importFile(catalog, page ?? '');
      expect(second).toMatchObject({ found: 74, joined: 74, added: 0, changed: 0, unchanged: 74, problemCount: 0 });
      expect(await catalog.currentChange()).toBe(change);
      const { papers } = await catalog.list({ order: 'trending', limit: 100 });
      expect(papers).toHaveLength(74);
      for (const [index, paper] of papers.entries()) {
        expect(paper.abstract?.length).toBeGreaterThan(300);
        expect(paper.sources['abstract']).toBe('listing-page');
        expect(paper).toMatchObject({
          slug: cards[index]?.slug,
          title: cards[index]?.title,
          summary: cards[index]?.summary,
        });
      }
    });

    it('gives the same when the page comes first', async () => {
      expect(await importFile(catalog, page ?? '')).toMatchObject({ found: 74, joined: 0, added: 74 });
      expect(await seedCatalog(catalog)).toMatchObject({ added: 0, joined: 74, changed: 74 });
      const { papers } = await catalog.list({ order: 'trending', limit: 100 });
      expect(papers.map(({ slug }) => slug)).toEqual(cards.map(({ slug }) => slug));
      expect(papers.every(({ abstract }) => abstract !== null)).toBe(true);
    });
  });
});
