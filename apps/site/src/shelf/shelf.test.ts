import { families } from '@offprint/catalog';
import { methods } from '@offprint/methods';
import { expect, it } from 'vitest';
import { shelf } from './shelf.ts';

const all = shelf().flatMap((part) => part.methods);

it('holds the 74 methods of the cards, each once', () => {
  expect(shelf().map((part) => part.family)).toEqual([...families]);
  expect(all.filter((entry) => entry.method === null || methods.has(entry.id))).toHaveLength(all.length);
  expect(new Set(all.map((entry) => entry.id)).size).toBe(all.length);
  expect(shelf(new Map()).flatMap((part) => part.methods)).toHaveLength(74);
});

it('takes the words of a method that runs from its descriptor', () => {
  const ties = all.find((entry) => entry.id === 'ties-merging');
  expect(ties?.method?.id).toBe('ties-merging');
  expect(ties?.takes).toBe(methods.get('ties-merging')?.takes);
});

it('shows a method that is on no card too', () => {
  const ties = methods.get('ties-merging');
  if (ties === undefined) throw new Error('TIES-Merging is not in the registry');
  const other = { ...ties, id: 'plain-mean', name: 'Plain mean' };
  const found = shelf(new Map([['plain-mean', other]]))
    .flatMap((part) => part.methods)
    .find((entry) => entry.id === 'plain-mean');
  expect(found?.family).toBe('merging');
  expect(found?.picture.length).toBeGreaterThan(0);
});

it.each(all.map((entry) => [entry.id, entry] as const))(
  'draws %s inside its square, with something that comes out',
  (_, entry) => {
    const pens = entry.picture.map((stroke) => stroke.pen);
    expect(pens.some((pen) => pen === 'out' || pen === 'out-fill')).toBe(true);
    expect(pens.some((pen) => pen !== 'out' && pen !== 'out-fill')).toBe(true);
    for (const { path } of entry.picture) {
      // Absolute points: where a line starts or goes to.
      for (const [, x, y] of path.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)) {
        expect(Math.min(Number(x), Number(y))).toBeGreaterThanOrEqual(0);
        expect(Math.max(Number(x), Number(y))).toBeLessThanOrEqual(32);
      }
      expect(path).not.toMatch(/NaN|undefined/);
    }
  },
);

it('draws no two alike', () => {
  expect(new Set(all.map((entry) => JSON.stringify(entry.picture))).size).toBe(all.length);
});
