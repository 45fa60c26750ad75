import { readFileSync } from 'node:fs';
import { families } from '@offprint/methods/family';
import { describe, expect, it } from 'vitest';
import { paperRecord } from '../record.ts';
import { needsShared, sharedFile } from '../testing/shared-folder.ts';
import { titleKeyOf } from '../title-key.ts';
import { cards, findCard } from './index.ts';

/** Ends of sentences: a full stop before a space and a capital, or at the end. */
function sentences(text: string): number {
  return text.replace(/\bJ\.P\. /g, 'JP ').match(/[.?](?=\s+["“]?\p{Lu}|$)/gu)?.length ?? 0;
}

describe('the cards', () => {
  it('are 74, in the order of the page, each slug, title and identifier once', () => {
    expect(cards.map((card) => card.order)).toEqual(Array.from({ length: 74 }, (_, index) => index + 1));
    for (const values of [
      cards.map((card) => card.slug),
      cards.map((card) => titleKeyOf(card.title)),
      cards.map((card) => card.arxivId),
      cards.map((card) => card.method.name),
      cards.map((card) => card.lead),
      cards.map((card) => card.summary),
    ]) {
      expect(new Set(values).size).toBe(74);
    }
  });

  it('belong to the twelve families in these numbers', () => {
    const counts = families.map((family) => cards.filter((card) => card.family === family).length);
    expect(Object.fromEntries(families.map((family, index) => [family, counts[index]]))).toEqual({
      merging: 14,
      representation: 10,
      selection: 9,
      clustering: 6,
      graphs: 6,
      trust: 6,
      geometry: 5,
      tables: 5,
      optimisation: 4,
      compression: 3,
      evaluation: 3,
      'architecture-search': 3,
    });
  });

  it.each(cards.map((card) => [card.slug, card] as const))('%s says what a reader needs', (slug, card) => {
    expect(findCard(slug)).toBe(card);
    expect(paperRecord({ ...card }).arxivId).toBe(card.arxivId);
    expect(sentences(card.lead)).toBe(1);
    expect(card.lead.length).toBeLessThanOrEqual(130);
    expect(sentences(card.summary)).toBeGreaterThanOrEqual(2);
    expect(sentences(card.summary)).toBeLessThanOrEqual(4);
    expect(card.summary.length).toBeLessThanOrEqual(480);
    expect(card.authors.length).toBeGreaterThan(0);
    expect(card.year).toBeGreaterThanOrEqual(2018);
    for (const words of [card.method.name, card.method.takes, card.method.gives]) {
      expect(words).toMatch(/^\S.{1,30}\S$/);
    }
    expect(`${card.lead} ${card.summary}`).not.toMatch(
      /[!—]|\bnovel\b|\bstate-of-the-art\b|\b\w{3,}iz(?:e|es|ed|ing|ation)\b/,
    );
  });

  it('knows no card by another name', () => {
    expect(findCard('pca')).toBeUndefined();
  });
});

const seeds = sharedFile('seeds.csv');

describe.skipIf(seeds === null)(`the cards beside seeds.csv (${needsShared})`, () => {
  it('agree in order, slug, family, title and, where it is known there, identifier', () => {
    const rows = parseCsv(readFileSync(seeds ?? '', 'utf8')).slice(1);
    expect(rows).toHaveLength(74);
    for (const [index, [order, slug, family, arxivId, title]] of rows.entries()) {
      const card = cards[index];
      expect([String(card?.order), card?.slug, card?.family, card?.title]).toEqual([order, slug, family, title]);
      if (arxivId !== '') expect(card?.arxivId).toBe(arxivId);
    }
  });
});

const page = sharedFile('seed-page.txt');

/** More words than this in a row are taken over, not understood. */
const longestRun = 7;

describe.skipIf(page === null)(`the cards beside the abstracts (${needsShared})`, () => {
  const runs = new Set<string>();
  for (const line of page === null ? [] : readFileSync(page, 'utf8').split('\n')) {
    if (line.length >= 200) for (const run of runsOf(line)) runs.add(run);
  }

  it('holds the runs of 74 abstracts', () => {
    expect(runs.size).toBeGreaterThan(10_000);
  });

  it.each(cards.map((card) => [card.slug, card] as const))('%s is in words of its own', (_slug, card) => {
    expect([...runsOf(card.lead), ...runsOf(card.summary)].filter((run) => runs.has(run))).toEqual([]);
  });
});

function runsOf(text: string): string[] {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  return words.slice(longestRun).map((_, index) => words.slice(index, index + longestRun + 1).join(' '));
}

function parseCsv(text: string): string[][] {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
    );
}
