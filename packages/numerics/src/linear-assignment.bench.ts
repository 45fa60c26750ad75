import { plainAssignment } from './linear-assignment.plain.ts';
import { linearAssignment } from './linear-assignment.ts';
import { createRandom } from './random.ts';

const sides = [512, 1024, 2048];
/** Runs of each; the fastest counts, as other programs only ever slow one down. */
const repeats = 3;

function fastest(work: () => void, times: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let n = 0; n < times; n++) {
    const start = performance.now();
    work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** Independent numbers, and what weight matching asks for: inner products of the units of two layers. */
function matrices(n: number): readonly (readonly [string, Float64Array])[] {
  const random = createRandom(1, 'linear assignment');
  const uniform = Float64Array.from({ length: n * n }, () => random.uniform());
  const width = 64;
  const units = Float64Array.from({ length: 2 * n * width }, () => random.normal());
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += units[i * width + k] * units[(n + j) * width + k];
      products[i * n + j] = -sum;
    }
  }
  return [
    ['uniform costs', uniform],
    ['inner products', products],
  ];
}

/** Assignments of 512, 1024 and 2048 rows beside the textbook method in the same run. Takes about a minute. */
export async function bench(log: (line: string) => void): Promise<void> {
  for (const n of sides) {
    for (const [name, cost] of matrices(n)) {
      const ours = fastest(() => linearAssignment(cost, n, n), repeats);
      const plain = fastest(() => plainAssignment(cost, n, n), n < 2048 ? repeats : 1);
      const difference = Math.abs(linearAssignment(cost, n, n).total - plainAssignment(cost, n, n).total);
      log(
        `${String(n).padStart(5)}  ${name.padEnd(16)}${ours.toFixed(3).padStart(8)} s   plain ${plain.toFixed(3).padStart(7)} s   ratio ${(plain / ours).toFixed(1).padStart(5)}   totals differ by ${difference.toExponential(1)}`,
      );
    }
  }
}
