import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactOrderLog, normalQuantile } from './normal-quantile.ts';
import { philox4x32 } from './philox.ts';
import { createRandom } from './random.ts';

describe('Philox4x32-10', () => {
  // The known answers that its authors publish with Random123.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %j under key %j', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.from(counter), Uint32Array.from(key), out);
    expect([...out]).toEqual(expected);
  });
});

describe('the normal quantile', () => {
  it('meets the published check values of AS 241', () => {
    expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13);
  });

  it('takes logarithms within one or two units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        const expected = Math.log(x);
        expect(Math.abs(exactOrderLog(x) - expected)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(expected)));
      }),
    );
  });
});

describe('createRandom', () => {
  it('gives these numbers for seed 1, on every platform', () => {
    const random = createRandom(1, 'example');
    expect([random.uint32(), random.uint32(), random.uniform(), random.normal(), random.integer(10)]).toEqual([
      2976575607, 2061038249, 0.11015907462526864, 0.3323778550883229, 0,
    ]);
  });

  it('tells seeds and streams apart', () => {
    const first = (seed: number, stream: string | number): number => createRandom(seed, stream).uint32();
    const words = [
      first(1, 'a'),
      first(1, 'b'),
      first(2, 'a'),
      first(1, 0),
      first(1, 2 ** 32),
      first(1 + 2 ** 32, 'a'),
    ];
    expect(new Set(words).size).toBe(words.length);
  });

  it('has the moments of the uniform and the normal distribution', () => {
    const random = createRandom(7, 'moments');
    const count = 40_000;
    const mean = (draw: () => number): number => {
      let sum = 0;
      for (let n = 0; n < count; n++) sum += draw();
      return sum / count;
    };
    expect(mean(() => random.uniform())).toBeCloseTo(0.5, 2);
    expect(mean(() => random.normal())).toBeCloseTo(0, 1);
    expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => random.normal() ** 4)).toBeCloseTo(3, 0);
  });

  it('draws integers below a bound, none left out', () => {
    const random = createRandom(3, 'integers');
    const counts = new Uint32Array(7);
    for (let n = 0; n < 7000; n++) {
      const value = random.integer(7);
      counts[value] = (counts[value] ?? 0) + 1;
    }
    expect(counts.reduce((sum, n) => sum + n)).toBe(7000);
    expect(Math.min(...counts)).toBeGreaterThan(850);
  });

  it('refuses a seed that is not a whole number', () => {
    expect(() => createRandom(1.5, 'a')).toThrow(expect.objectContaining({ code: 'random/seed' }));
    expect(() => createRandom(-1, 'a')).toThrow(expect.objectContaining({ code: 'random/seed' }));
  });
});
