import { describe, expect, it } from 'vitest';
import type { Found } from './format.ts';
import type { Line } from './lines.ts';
import { listingPage } from './listing-page.ts';
import { dayOf, kindOf } from './page-line.ts';

/** Two hundred characters and more, as one line. */
const abstractOf = (word: string) =>
  `We study ${word}. ${`The ${word} is hard, and we say why. `.repeat(8)}Results follow.`;

async function read(text: string, year?: number): Promise<Found[]> {
  async function* lines(): AsyncGenerator<Line> {
    for (const [index, line] of text.split('\n').entries()) yield { text: line, number: index + 1 };
  }
  const found: Found[] = [];
  for await (const item of listingPage.read(lines(), year === undefined ? {} : { year })) found.push(item);
  return found;
}

const titles = (found: readonly Found[]) => found.map((item) => ('record' in item ? item.record.title : item.problem));

const page = `new

Get the papers in your inbox!

Subscribe

byXY and everybody

Mar 11

Learning to Sort Socks

${abstractOf('sock')}

42

3 authors

A Title without any Abstract

Knots, Revisited: a Study

Submitted by somebody

${abstractOf('knot')}

${abstractOf('second knot')} See https://github.com/knots/knots.

Mar 10

Shoes Are Enough?

${abstractOf('shoe')}`;

describe('a listing page', () => {
  it('gives titles with their abstracts, and passes over what stands between', async () => {
    const found = await read(page);
    expect(titles(found)).toEqual([
      'Learning to Sort Socks',
      'A Title without any Abstract',
      'Knots, Revisited: a Study',
      'Shoes Are Enough?',
    ]);
    expect(found.map(({ line }) => line)).toEqual([11, 19, 21, 31]);
    const records = found.map((item) => ('record' in item ? item.record : null));
    expect(records.map((record) => record?.abstract ?? null)).toEqual([
      abstractOf('sock'),
      null,
      `${abstractOf('knot')} ${abstractOf('second knot')} See https://github.com/knots/knots.`,
      abstractOf('shoe'),
    ]);
    expect(records[2]?.codeUrl).toBe('https://github.com/knots/knots');
    expect(records[0]?.featuredOn).toBeNull();
  });

  it('counts the places on each day when the year is known', async () => {
    const records = (await read(page, 2026)).map((item) => ('record' in item ? item.record : null));
    expect(records.map((record) => [record?.featuredOn, record?.featuredRank])).toEqual([
      ['2026-03-11', 1],
      ['2026-03-11', 2],
      ['2026-03-11', 3],
      ['2026-03-10', 1],
    ]);
  });

  it('is the same without blank lines, and with its lines wrapped', async () => {
    const squeezed = page.replaceAll('\n\n', '\n');
    expect(titles(await read(squeezed))).toEqual(titles(await read(page)));
    const wrapped = page
      .split('\n\n')
      .map((text) => text.replace(/(.{60,80}) /g, '$1\n'))
      .join('\n\n');
    const unfolded = await read(wrapped);
    expect(titles(unfolded)).toEqual(titles(await read(page)));
    expect(unfolded.map((item) => ('record' in item ? item.record.abstract : null))).toEqual(
      (await read(page)).map((item) => ('record' in item ? item.record.abstract : null)),
    );
  });

  it('knows the titles of the collection wherever they stand', async () => {
    expect(
      titles(await read('Home\n\nValentine: Evaluating Matching Techniques for Dataset Discovery\n\nLog in')),
    ).toEqual(['Valentine: Evaluating Matching Techniques for Dataset Discovery']);
  });

  it('says where an abstract has no title', async () => {
    expect(await read(`Mar 11\n\n${abstractOf('nothing')}`)).toEqual([
      { line: 3, problem: 'is an abstract without a title before it' },
    ]);
  });

  it('is recognised by titles and abstracts that alternate', () => {
    expect(listingPage.recognises(page)).toBe(true);
    expect(listingPage.recognises(`Socks\n\n${abstractOf('sock')}`)).toBe(false);
    expect(listingPage.recognises(`On Socks\n\n${abstractOf('sock')}\n\nOn Shoes\n\n${abstractOf('shoe')}`)).toBe(true);
    expect(listingPage.recognises(`On Socks\n\n${`${abstractOf('sock')}\n\n`.repeat(9)}`)).toBe(false);
  });
});

describe('kindOf', () => {
  it.each([
    ['Mar 11', 'date'],
    ['Wednesday, March 11, 2026', 'date'],
    ['11 March 2026', 'date'],
    ['2026-03-11', 'date'],
    ['March of the Penguins', 'heading'],
    ['Robust Table Integration in Data Lakes', 'heading'],
    ['Transductive Few-Shot Learning: Clustering is All You Need?', 'heading'],
    ['Learning to Actively Learn: A Robust Approach', 'heading'],
    ['1.2k', 'noise'],
    ['· 5 authors', 'noise'],
    ['Subscribe', 'noise'],
    ['byAK and the research community', 'noise'],
    ['https://arxiv.org/abs/2306.01708', 'noise'],
  ])('%j is %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });
});

describe('dayOf', () => {
  it.each([
    ['Mar 11', 2026, '2026-03-11'],
    ['Mar 11', undefined, null],
    ['March 11, 2025', 2026, '2025-03-11'],
    ['11. Sept 2025', undefined, '2025-09-11'],
    ['Feb 30', 2026, null],
    ['2026-03-11', undefined, '2026-03-11'],
  ])('%j with %s is %s', (text, year, day) => {
    expect(dayOf(text, year)).toBe(day);
  });
});
