import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderedMap } from './ordered-map.ts';

/** Resolves after some turns of the event loop, so that results come in any order. */
async function turns<T>(count: number, value: T): Promise<T> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
  return value;
}

describe('orderedMap', () => {
  it('hands on every result in the order of the items, whatever the order of their completion', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { maxLength: 20 }),
        fc.integer({ min: 1, max: 6 }),
        async (delays, window) => {
          const taken: [string, number][] = [];
          await orderedMap(
            delays.map((delay, index) => ({ delay, index })),
            window,
            ({ delay, index }) => turns(delay, `item ${index}`),
            (result, index) => {
              taken.push([result, index]);
            },
          );
          expect(taken).toEqual(delays.map((_, index) => [`item ${index}`, index]));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps at most `window` items under way, also while `take` is slow', async () => {
    let underWay = 0;
    let most = 0;
    await orderedMap(
      Array.from({ length: 12 }, (_, index) => index),
      3,
      async (item) => {
        underWay++;
        most = Math.max(most, underWay);
        return item;
      },
      async () => {
        await turns(2, null);
        underWay--;
      },
    );
    expect(most).toBe(3);
  });

  it('takes items one by one, so that a generator is never ahead', async () => {
    let made = 0;
    function* items(): Generator<number> {
      for (;;) yield made++;
    }
    const run = orderedMap(
      items(),
      2,
      async (item) => item,
      (item) => {
        if (item === 4) throw new Error('enough');
      },
    );
    await expect(run).rejects.toThrow('enough');
    expect(made).toBe(6);
  });

  it('throws the error of the first failing item by order, even if a later one failed earlier', async () => {
    const taken: number[] = [];
    const run = orderedMap(
      [0, 1, 2, 3],
      4,
      async (item) => {
        await turns(item === 1 ? 5 : 0, null);
        if (item === 0) return item;
        throw new Error(`item ${item} failed`);
      },
      (item) => {
        taken.push(item);
      },
    );
    await expect(run).rejects.toThrow('item 1 failed');
    expect(taken).toEqual([0]);
  });
});
