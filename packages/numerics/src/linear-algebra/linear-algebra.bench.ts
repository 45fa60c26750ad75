import { createRandom } from '../random.ts';
import { createAlgebraKernels } from './algebra-kernels.ts';
import { type LinearAlgebra, linearAlgebraOn } from './linear-algebra.ts';
import { createPlainKernels } from './plain-kernels.ts';

const sides = [256, 512, 1024];
/** Runs of each, and seconds they go on for; the fastest run counts, as other programs only ever slow one down. */
const leastRuns = 5;
const leastSeconds = 1;

interface Job {
  readonly name: string;
  /** Operations of the textbook's algorithm, in units of n³. */
  readonly operations: number;
  readonly sides: readonly number[];
  /** Whether the plain twin is timed too, up to this size. */
  readonly plainUpTo: number;
  run(algebra: LinearAlgebra, a: Float64Array, n: number): void;
}

const jobs: readonly Job[] = [
  {
    name: 'symmetric eigen',
    // Tridiagonal form 4/3, divide and conquer 4/3 at most, the way back 2.
    operations: 14 / 3,
    sides,
    plainUpTo: 1024,
    run: (algebra, a, n) => algebra.symmetricEigen(a, n),
  },
  {
    name: 'thin SVD',
    // Bidiagonal form 8/3, divide and conquer 8/3 at most, the way back 4.
    operations: 28 / 3,
    sides,
    plainUpTo: 1024,
    run: (algebra, a, n) => algebra.thinSvd(a, n, n),
  },
  { name: 'QR', operations: 8 / 3, sides: [1024], plainUpTo: 1024, run: (algebra, a, n) => algebra.qr(a, n, n) },
  {
    name: 'SVD, rank 64',
    operations: (4 * 74 * 3) / 1024,
    sides: [1024],
    plainUpTo: 0,
    run: (algebra, a, n) => algebra.truncatedSvd(a, n, n, 64, { seed: 1 }),
  },
];

function once(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  let total = 0;
  for (let run = 0; run < leastRuns || total < leastSeconds; run++) {
    const seconds = once(work);
    best = Math.min(best, seconds);
    total += seconds;
  }
  return best;
}

const percent = (share: number): string => `${Math.round(share * 100)} %`.padStart(6);
const rate = (operations: number, seconds: number): number => operations / seconds / 1e9;

/**
 * Matrix products against what the SIMD units can do without fused products, and decompositions against the products, on
 * one thread, each beside the same algorithm on plain TypeScript. Takes about two minutes.
 */
export async function bench(log: (line: string) => void): Promise<void> {
  const kernels = await createAlgebraKernels();
  const algebra = linearAlgebraOn(kernels);
  const plain = linearAlgebraOn(createPlainKernels());
  const random = createRandom(1, 'linear algebra');
  const numbers = Float64Array.from({ length: 1024 * 1024 }, () => random.normal());

  const steps = 2e5;
  const ceilings = [
    rate(
      48 * steps,
      fastest(() => kernels.busyF64(steps, 0.5, 0.25)),
    ),
    rate(
      96 * steps,
      fastest(() => kernels.busyF32(steps, 0.5, 0.25)),
    ),
  ];
  log(`products and sums in registers   float64 ${ceilings[0].toFixed(1)}, float32 ${ceilings[1].toFixed(1)} GFLOP/s`);

  let peak = 0;
  for (const n of sides) {
    const a = numbers.slice(0, n * n);
    const single = Float32Array.from(a);
    const seconds = [
      fastest(() => algebra.matmul(a, a, n, n, n)),
      fastest(() => algebra.matmulF32(single, single, n, n, n)),
    ];
    const plainSeconds = [
      once(() => plain.matmul(a, a, n, n, n)),
      once(() => plain.matmulF32(single, single, n, n, n)),
    ];
    ['matmul float64', 'matmul float32'].forEach((name, at) => {
      const speed = rate(2 * n ** 3, seconds[at]);
      if (at === 0) peak = Math.max(peak, speed);
      log(
        `${String(n).padStart(5)}  ${name.padEnd(16)}${seconds[at].toFixed(4).padStart(9)} s ${speed.toFixed(1).padStart(6)} GFLOP/s ${percent(speed / ceilings[at])} of the registers   plain ${plainSeconds[at].toFixed(3).padStart(7)} s   ratio ${(plainSeconds[at] / seconds[at]).toFixed(1).padStart(5)}`,
      );
    });
  }
  for (const { name, operations, sides: wanted, plainUpTo, run } of jobs) {
    for (const n of wanted) {
      const a = numbers.slice(0, n * n);
      const seconds = fastest(() => run(algebra, a, n));
      const speed = rate(operations * n ** 3, seconds);
      const line = `${String(n).padStart(5)}  ${name.padEnd(16)}${seconds.toFixed(4).padStart(9)} s ${speed.toFixed(1).padStart(6)} GFLOP/s ${percent(speed / peak)} of matmul`;
      if (n > plainUpTo) {
        log(line);
        continue;
      }
      const plainSeconds = once(() => run(plain, a, n));
      log(
        `${line}          plain ${plainSeconds.toFixed(3).padStart(7)} s   ratio ${(plainSeconds / seconds).toFixed(1).padStart(5)}`,
      );
    }
  }
}
