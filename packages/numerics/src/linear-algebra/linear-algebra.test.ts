import { describe, expect, it } from 'vitest';
import { createAlgebraKernels } from './algebra-kernels.ts';
import { type LinearAlgebra, linearAlgebra, linearAlgebraOn } from './linear-algebra.ts';
import { bitsOf, mirrored, randomMatrix } from './matrices.testing.ts';
import { createPlainKernels } from './plain-kernels.ts';
import { createSpace } from './space.ts';

const [m, n] = [83, 70];
const tall = randomMatrix('tall', m, n);
const square = mirrored(randomMatrix('square', n, n), n);
const right = randomMatrix('right', m, 3);

/** Every function, and a short name for the bits of what it gives on each of the matrices above. */
const runs: Readonly<Record<string, (algebra: LinearAlgebra) => readonly Float64Array[]>> = {
  matmul: (algebra) => [algebra.matmul(tall, tall, n, m, n, { transposeA: true })],
  matmulF32: (algebra) => [
    Float64Array.from(
      algebra.matmulF32(Float32Array.from(tall), Float32Array.from(tall), m, n, m, { transposeB: true }),
    ),
  ],
  symmetricEigen: (algebra) => Object.values(algebra.symmetricEigen(square, n)),
  thinSvd: (algebra) => Object.values(algebra.thinSvd(tall, m, n)),
  'thinSvd of a wide matrix': (algebra) => Object.values(algebra.thinSvd(tall, 35, 166)),
  truncatedSvd: (algebra) => Object.values(algebra.truncatedSvd(tall, m, n, 9, { seed: 5 })),
  qr: (algebra) => Object.values(algebra.qr(tall, m, n)),
  cholesky: (algebra) => [algebra.cholesky(algebra.matmul(tall, tall, n, m, n, { transposeA: true }), n)],
  solveTriangular: (algebra) => [
    algebra.solveTriangular(algebra.qr(tall, m, n).r, right.slice(0, n * 3), n, 3, { upper: true }),
  ],
  leastSquares: (algebra) => [algebra.leastSquares(tall, right, m, n, 3).x],
  'leastSquares with a rank below n': (algebra) => [
    algebra.leastSquares(tall.map(Math.round), right.slice(0, 35), 35, 166, 1).x,
  ],
};

describe('linearAlgebra', () => {
  it.each(Object.entries(runs))('%s gives the same bits on the kernels and on their plain twins', async (_, run) => {
    const plain = linearAlgebraOn(createPlainKernels());
    expect(run(await linearAlgebra())).toEqual(run(plain));
  });

  it('gives the bits written down here, whatever the machine', async () => {
    const algebra = await linearAlgebra();
    const bits = Object.fromEntries(Object.entries(runs).map(([name, run]) => [name, bitsOf(...run(algebra))]));
    expect(bits).toEqual({
      matmul: 'ffd8c18d',
      matmulF32: '8838f228',
      symmetricEigen: '06f2bd9c',
      thinSvd: '09d07a88',
      'thinSvd of a wide matrix': '3f664eda',
      truncatedSvd: 'b145f3ad',
      qr: '8c4ba515',
      cholesky: '8a2e2395',
      solveTriangular: '29f08d32',
      leastSquares: '5a9c557e',
      'leastSquares with a rank below n': 'da791893',
    });
  });

  it('does not depend on what was computed before, nor on how the memory came to its size', async () => {
    for (const run of Object.values(runs)) {
      const fresh = linearAlgebraOn(await createAlgebraKernels());
      const first = run(fresh);
      fresh.thinSvd(randomMatrix('other', 150, 150), 150, 150);
      expect(run(fresh)).toEqual(first);
    }
  });

  it('uses its memory again', async () => {
    const kernels = await createAlgebraKernels();
    const algebra = linearAlgebraOn(kernels);
    algebra.thinSvd(tall, m, n);
    const size = kernels.memory.buffer.byteLength;
    for (let times = 0; times < 5; times++) algebra.thinSvd(tall, m, n);
    expect(kernels.memory.buffer.byteLength).toBe(size);
  });

  it('names a size that no memory can hold', async () => {
    const space = createSpace(await createAlgebraKernels());
    expect(() => space.take(2 ** 29)).toThrow(
      expect.objectContaining({ code: 'linear-algebra/too-large', kind: 'limit' }),
    );
    // Smaller ones go on as before.
    expect(space.view().subarray(space.take(8)).length).toBeGreaterThanOrEqual(8);
  });

  it('is one for all callers', async () => {
    expect(await linearAlgebra()).toBe(await linearAlgebra());
  });
});
