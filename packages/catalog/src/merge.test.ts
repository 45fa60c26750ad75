import { startDatabases, type TestDatabases } from '@offprint/store/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayReplace, mergeKnown, saidBy } from './merge.ts';
import type { PaperFacts } from './paper.ts';
import { type PaperInput, paperRecord } from './record.ts';
import { openEmptyCatalog } from './testing/open-catalog.ts';
import { titleKeyOf } from './title-key.ts';

const sources = ['cards', 'arxiv', 'bibtex', 'jsonl', 'listing-page', 'some host', 'another'] as const;

/** What a source might say of paper number `index`: always its title in some spelling, the rest or not. */
function recordOf(index: number): fc.Arbitrary<PaperInput> {
  const maybe = <T>(value: T, other: T) => fc.constantFrom(null, value, other);
  return fc.record({
    title: fc.constantFrom(`On Paper ${index}`, `on paper: ${index}.`, `ON  PAPER ${index}`),
    arxivId: fc.constantFrom(null, `2401.0000${index}`, `2401.0000${index}v2`),
    slug: fc.constantFrom(null, `paper-${index}`),
    authors: fc.constantFrom([], ['Ann Arbor'], ['Ann Arbor', 'Bo Cox']),
    year: maybe(2023, 2024),
    venue: maybe('ICML', 'ICLR'),
    summary: maybe('Short.', 'Shorter.'),
    abstract: maybe('Long.', 'Longer.'),
    family: maybe('merging', 'graphs'),
    codeUrl: maybe('https://a.example', 'https://b.example'),
    submittedOn: maybe('2024-01-02', '2024-01-03'),
    listedOn: maybe('2024-02-02', '2024-02-03'),
    ...{ featuredOn: fc.constant(null), featuredRank: fc.constant(null) },
  });
}

/** Each source says one thing of each paper. */
const sayings = fc
  .tuple(...sources.map(() => fc.tuple(recordOf(1), recordOf(2), recordOf(3))))
  .map((said) =>
    said.flatMap((papers, index) => papers.map((input) => ({ source: sources[index] ?? 'cards', input }))),
  );

describe('mayReplace', () => {
  it('orders the sources, each above itself', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.constantFrom(...sources), (one, other) => {
        expect(mayReplace(one, one)).toBe(true);
        expect(mayReplace(one, other) && mayReplace(other, one)).toBe(one === other);
      }),
    );
    expect(mayReplace('cards', 'arxiv')).toBe(true);
    expect(mayReplace('listing-page', 'some host')).toBe(false);
  });
});

describe('mergeKnown', () => {
  it('gives the same in any order, and nothing new the second time', () => {
    fc.assert(
      fc.property(
        sayings.map((all) => all.filter(({ input }) => input.title.endsWith('1') || input.title.endsWith('1.'))),
        fc.infiniteStream(fc.nat()),
        (said, randoms) => {
          const known = said.map(({ source, input }) => saidBy(source, paperRecord(input)));
          const shuffled = shuffle(known, randoms);
          const merge = (all: typeof known) => all.reduce((one, other) => mergeKnown(one, other));
          const merged = merge(known);
          expect(merge(shuffled)).toEqual(merged);
          for (const again of known) expect(mergeKnown(merged, again)).toBe(merged);
        },
      ),
    );
  });

  it('keeps the place on a day with its day', () => {
    const facts = (input: Partial<PaperInput>): PaperFacts => paperRecord({ title: 'T', ...input });
    const first = saidBy('jsonl', facts({ featuredOn: '2026-03-11', featuredRank: 8 }));
    const second = saidBy('arxiv', facts({ featuredOn: '2026-03-12', featuredRank: 1 }));
    for (const merged of [mergeKnown(first, second), mergeKnown(second, first)]) {
      expect(merged.facts).toMatchObject({ featuredOn: '2026-03-12', featuredRank: 1 });
      expect(merged.sources).toMatchObject({ featuredOn: 'arxiv', featuredRank: 'arxiv' });
    }
  });
});

describe('importing', () => {
  let databases: TestDatabases;
  beforeAll(async () => {
    databases = await startDatabases('sqlite');
  });
  afterAll(() => databases.stop());

  /** What the catalogue holds after these puts, without what differs from run to run. */
  async function catalogueAfter(said: readonly { source: string; input: PaperInput }[]) {
    const { catalog, close } = await openEmptyCatalog(databases);
    for (const { source, input } of said) await catalog.put([paperRecord(input)], source);
    const { papers } = await catalog.list({ order: 'new', limit: 100 });
    const change = await catalog.currentChange();
    await close();
    const facts = papers
      .map(({ id: _id, change: _change, ...rest }) => rest)
      .sort((one, other) => (titleKeyOf(one.title) < titleKeyOf(other.title) ? -1 : 1));
    return { facts, change };
  }

  it('in any order, and each any number of times, gives the same catalogue', async () => {
    await fc.assert(
      fc.asyncProperty(sayings, fc.infiniteStream(fc.nat()), async (said, randoms) => {
        const { facts } = await catalogueAfter(said);
        expect(facts).toHaveLength(3);
        expect((await catalogueAfter(shuffle([...said, ...said.slice(0, 5)], randoms))).facts).toEqual(facts);
      }),
      { numRuns: 15 },
    );
  });
});

function shuffle<T>(items: readonly T[], randoms: { next(): IteratorResult<number> }): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Number(randoms.next().value) % (last + 1);
    const [one, two] = [shuffled[last], shuffled[other]];
    if (one !== undefined && two !== undefined) [shuffled[last], shuffled[other]] = [two, one];
  }
  return shuffled;
}
