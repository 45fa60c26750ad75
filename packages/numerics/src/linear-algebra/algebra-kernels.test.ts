import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileKernels, modules } from '../../build-kernels.ts';
import { createRandom } from '../random.ts';
import { type AlgebraKernels, createAlgebraKernels, multiplyWork } from './algebra-kernels.ts';
import { createPlainKernels } from './plain-kernels.ts';

/** Where the numbers of a test begin, beyond what either kind of kernel uses itself; counted in float64. */
const base = 4096;
const room = 4096;
const work = base + room;

let pair: readonly AlgebraKernels[] = [];
beforeAll(async () => {
  pair = [await createAlgebraKernels(), createPlainKernels()];
  for (const kernels of pair) {
    kernels.memory.grow(Math.ceil(((work + multiplyWork) * 8) / 65_536));
    expect(kernels.firstFree()).toBeLessThan(base * 8);
  }
});

/**
 * Runs a kernel and its twin on the same random numbers, float32 ones if `single`; both results and both memories must
 * have the same bits.
 */
function expectSameBits(seed: number, run: (kernels: AlgebraKernels) => unknown, single = false): void {
  const random = createRandom(seed, 'kernels');
  const numbers = Float64Array.from({ length: room * (single ? 2 : 1) }, () => random.normal());
  // Zeros and negative zeros are numbers too.
  for (let at = 0; at < numbers.length; at += 7) numbers[at] = at % 2 === 0 ? 0 : -0;
  const [kernel, twin] = pair.map((kernels) => {
    const Numbers = single ? Float32Array : Float64Array;
    new Numbers(kernels.memory.buffer, base * 8, numbers.length).set(numbers);
    const result = run(kernels);
    return { result, words: new Uint32Array(kernels.memory.buffer, base * 8, room * 2) };
  });
  expect(kernel.result).toBe(twin.result);
  expect(kernel.words.findIndex((word, at) => word !== twin.words[at])).toBe(-1);
}

const seed = fc.nat(1e6);
const size = fc.integer({ min: 0, max: 19 });
const factor = fc.constantFrom(1, -1, 0.5, 1 / 3, 0, -2.75);
const flag = fc.constantFrom(0, 1);

describe('the kernels of linear algebra equal their twins bit for bit', () => {
  it('dot, addScaled, scale, rotate, largestMagnitude, quotients', () => {
    fc.assert(
      fc.property(seed, size, factor, (from, count, number) => {
        const [x, y, out] = [base + 1, base + 64, base + 128];
        expectSameBits(from, (kernels) => kernels.dot(count, x, y));
        expectSameBits(from, (kernels) => kernels.largestMagnitude(count, x));
        expectSameBits(from, (kernels) => kernels.addScaled(count, number, x, y));
        expectSameBits(from, (kernels) => kernels.scale(count, number, x));
        expectSameBits(from, (kernels) => kernels.rotate(count, x, y, 0.6, 0.8));
        // The divisors are at places where there are no zeros.
        expectSameBits(from, (kernels) => kernels.quotients(Math.min(count, 6), x, base + 8, out));
      }),
      { numRuns: 40 },
    );
  });

  it('transpose, times, addTransposedTimes, symmetricTimes', () => {
    fc.assert(
      fc.property(seed, size, size, factor, fc.nat(3), (from, rows, columns, number, gap) => {
        const stride = columns + gap;
        const [x, y] = [base + 1000, base + 1100];
        expectSameBits(from, (kernels) => kernels.transpose(rows, columns, base, stride, base + 2000, rows + gap));
        expectSameBits(from, (kernels) => kernels.times(rows, columns, base, stride, x, y));
        expectSameBits(from, (kernels) => kernels.addTransposedTimes(rows, columns, number, base, stride, x, y));
        expectSameBits(from, (kernels) => kernels.symmetricTimes(columns, base, stride, x, y));
      }),
      { numRuns: 40 },
    );
  });

  it('multiply and multiplyF32, with any strides and edges', () => {
    fc.assert(
      fc.property(
        seed,
        fc.tuple(size, size, size),
        factor,
        fc.tuple(flag, flag, flag),
        (from, [m, n, k], number, [turnA, turnB, add]) => {
          for (const name of ['multiply', 'multiplyF32'] as const) {
            const per = name === 'multiply' ? 1 : 2;
            const [a, b, c] = [base * per, (base + 1000) * per, (base + 2000) * per];
            const [aRow, aColumn] = turnA === 1 ? [1, m + 1] : [k + 2, 1];
            const [bRow, bColumn] = turnB === 1 ? [2, 2 * k + 1] : [n + 1, 1];
            expectSameBits(
              from,
              (kernels) =>
                kernels[name](m, n, k, number, a, aRow, aColumn, b, bRow, bColumn, add, c, n + 3, work * per),
              name === 'multiplyF32',
            );
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('multiply, where there is more than one block of terms, of rows and of columns', () => {
    const results = pair.map((kernels) => {
      const [m, n, k] = [263, 1030, 261];
      const missing = (m * k + k * n + m * n + work + multiplyWork) * 8 - kernels.memory.buffer.byteLength;
      if (missing > 0) kernels.memory.grow(Math.ceil(missing / 65_536));
      const a = work + multiplyWork;
      const [b, c] = [a + m * k, a + m * k + k * n];
      const memory = new Float64Array(kernels.memory.buffer);
      for (let at = 0; at < m * k + k * n; at++) memory[a + at] = ((at * 7919) % 1013) / 1013 - 0.5;
      kernels.multiply(m, n, k, -0.5, a, k, 1, b, n, 1, 0, c, n, work);
      return memory.slice(c, c + m * n);
    });
    expect(results[0].findIndex((value, at) => !Object.is(value, results[1][at]))).toBe(-1);
  });

  it('busyF64, busyF32', () => {
    expectSameBits(1, (kernels) => kernels.busyF64(5, 0.3, 0.7));
    expectSameBits(1, (kernels) => kernels.busyF32(5, 0.3, 0.7));
  });

  it('poleGaps, secularSums, interlace', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 19 }), flag, (from, count, squared) => {
        const [d, z, gaps, out] = [base, base + 100, base + 200, base + 300];
        const root = from % count;
        const ascend = (kernels: AlgebraKernels): void => {
          const memory = new Float64Array(kernels.memory.buffer, d * 8, count);
          for (let j = 0; j < count; j++) memory[j] = j + Math.abs(memory[j]) / 100;
        };
        expectSameBits(from, (kernels) => {
          ascend(kernels);
          kernels.poleGaps(count, d, root, squared, gaps);
          kernels.secularSums(count, gaps, z, 0.37, out);
        });
        expectSameBits(from, (kernels) => {
          ascend(kernels);
          kernels.interlace(count, gaps, d, root, squared, z);
        });
      }),
      { numRuns: 60 },
    );
  });
});

it('linear-algebra.wasm is what the compiler makes of assembly/linear-algebra/', () => {
  const committed = readFileSync(new URL('./linear-algebra.wasm', import.meta.url));
  expect(compileKernels(modules.linearAlgebra).equals(committed)).toBe(true);
});
