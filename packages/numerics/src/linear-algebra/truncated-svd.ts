import { InputError } from '@offprint/errors';
import { createRandom } from '../random.ts';
import { safeFactor, takeMatrix } from './input.ts';
import { formColumns, reduceToTriangle } from './qr.ts';
import { rowMajor, type Space, setProduct, transposed } from './space.ts';
import { type ThinSvd, thinSvd, turnPairs } from './thin-svd.ts';

export interface TruncatedSvdOptions {
  /** A whole number from 0 to 2^53 - 1. */
  readonly seed: number;
  /** Directions tried beyond the rank: 10 if left out. */
  readonly oversampling?: number;
  /** Times that the matrix and its transposed are applied to sharpen the directions: 2 if left out. */
  readonly powerSteps?: number;
}

/**
 * The `rank` largest singular values and their vectors, by a random projection: the range of a times normal random
 * numbers is sharpened by power steps, each followed by orthonormalisation, and the matrix is decomposed in it. If
 * rank + oversampling is not below min(m, n), that is `thinSvd` cut off.
 *
 * The result is close to the best of this rank where the singular values fall; each power step squares the ratios
 * between them and the error shrinks with them. Signs as in `thinSvd`. The random numbers depend on the seed alone.
 *
 * Source: Halko, Martinsson and Tropp, "Finding structure with randomness", SIAM Review 53 (2011), algorithms 4.4 and
 * 5.1. Takes 4 m n (rank + oversampling) (1 + powerSteps) operations and little more.
 *
 * @throws InputError `linear-algebra/rank`, `linear-algebra/shape`, `linear-algebra/not-finite`, `random/seed`
 */
export function truncatedSvd(
  space: Space,
  matrix: Float64Array,
  m: number,
  n: number,
  rank: number,
  { seed, oversampling = 10, powerSteps = 2 }: TruncatedSvdOptions,
): ThinSvd {
  const most = Math.min(m, n);
  if (!Number.isSafeInteger(rank) || rank < 0 || rank > most) {
    throw new InputError('linear-algebra/rank', `A matrix of ${m} by ${n} has no rank ${rank}.`, {
      hint: `Choose a whole number from 0 to ${most}.`,
    });
  }
  for (const [name, value] of Object.entries({ oversampling, powerSteps })) {
    if (Number.isSafeInteger(value) && value >= 0) continue;
    throw new InputError('linear-algebra/rank', `${name} is ${value}, which is not a whole number from 0 on.`, {
      hint: 'Leave it out, or choose a small whole number.',
    });
  }
  const tried = rank + oversampling;
  if (tried >= most) return cutOff(thinSvd(space, matrix, m, n), m, n, rank);

  const { at, largest } = takeMatrix(space, matrix, m, n);
  const factor = safeFactor(largest);
  if (factor !== 1) space.kernels.scale(m * n, factor, at);
  const a = rowMajor(at, n);
  const left = rowMajor(space.take(m * tried), tried);
  const right = rowMajor(space.take(n * tried), tried);
  const random = createRandom(seed, 'truncated svd');
  const x = space.view();
  for (let i = 0; i < n * tried; i++) x[right.at + i] = random.normal();
  const orthonormalise = (place: number, rows: number): void => {
    const mark = space.mark();
    const reflectors = reduceToTriangle(space, place, rows, tried);
    formColumns(space, reflectors, tried, place);
    space.release(mark);
  };
  setProduct(space, [m, tried, n], 1, a, right, left);
  orthonormalise(left.at, m);
  for (let step = 0; step < powerSteps; step++) {
    setProduct(space, [n, tried, m], 1, transposed(a), left, right);
    orthonormalise(right.at, n);
    setProduct(space, [m, tried, n], 1, a, right, left);
    orthonormalise(left.at, m);
  }
  const small = rowMajor(space.take(tried * n), n);
  setProduct(space, [tried, n, m], 1, transposed(left), a, small);
  const inner = thinSvd(space, space.view().slice(small.at, small.at + tried * n), tried, n);
  const k = inner.s.length;
  space.view().set(inner.u, right.at);
  const best = rowMajor(space.take(m * rank), rank);
  setProduct(space, [m, rank, tried], 1, left, rowMajor(right.at, k), best);
  const u = space.view().slice(best.at, best.at + m * rank);
  const vt = inner.vt.slice(0, rank * n);
  turnPairs(u, vt, m, n, rank);
  return { u, s: inner.s.slice(0, rank).map((value) => value / factor), vt };
}

/** The first `rank` of a decomposition. */
function cutOff({ u, s, vt }: ThinSvd, m: number, n: number, rank: number): ThinSvd {
  const k = s.length;
  const columns = new Float64Array(m * rank);
  for (let i = 0; i < m; i++) columns.set(u.subarray(i * k, i * k + rank), i * rank);
  return { u: columns, s: s.slice(0, rank), vt: vt.slice(0, rank * n) };
}
