import type { Place } from './algebra-kernels.ts';
import type { Space } from './space.ts';

/** The rank-one change of a diagonal: roots of inverse + sum of z[j]² / (p[j] - x), p being d, or d² if `squared`. */
export interface SecularProblem {
  readonly count: number;
  /** Ascending, all different, not negative if `squared`. */
  readonly d: Place;
  /** None is 0. */
  readonly z: Place;
  /** 1 / rho, above 0. */
  readonly inverse: number;
  readonly squared: boolean;
}

const unit = 2 ** -53;
/** Rational steps all but always end within ten; halving the interval ends any search well within these. */
const mostSteps = 200;

/** The root of factor t² - a t + b between the two poles, or beyond both if `beyond`, without cancellation. */
function stepOf(factor: number, a: number, b: number, beyond: boolean): number {
  const root = Math.sqrt(Math.abs(a * a - 4 * b * factor));
  if (beyond) return a >= 0 ? (a + root) / (2 * factor) : (2 * b) / (a - root);
  return a <= 0 ? (a - root) / (2 * factor) : (2 * b) / (a + root);
}

/**
 * Root i, counted from the smallest, which lies between pole i and the next. It is found as a distance from the nearer
 * pole, so that its distances from all poles are accurate to a few units in the last place, however close they are.
 * `gaps` gets these: p[j] - root.
 *
 * Source: Li, "Solving secular equations stably and efficiently", LAPACK working note 89 (1993): rational steps through
 * both neighbouring poles, with the weight of one of them fixed or both fitted, whichever makes progress; an interval
 * is kept, and halved where a step leaves it. Takes O(count) operations a step.
 *
 * @param sums room for four numbers
 * @returns the eigenvalue, or the singular value if `squared`
 */
export function findRoot(space: Space, problem: SecularProblem, i: number, gaps: Place, sums: Place): number {
  const { kernels } = space;
  const { count, d, z, inverse } = problem;
  const squared = problem.squared ? 1 : 0;
  const x = space.view();
  const last = i === count - 1;
  let origin = i;
  kernels.poleGaps(count, d, origin, squared, gaps);
  let shift: number;
  if (count === 1) {
    shift = (x[z] * x[z]) / inverse;
  } else {
    // The poles on either side; both lie to the left of the last root.
    const left = last ? i - 1 : i;
    const right = left + 1;
    const evaluate = (at: number): number => {
      kernels.secularSums(right, gaps, z, at, sums);
      kernels.secularSums(count - right, gaps + right, z + right, at, sums + 2);
      return inverse + (x[sums] + x[sums + 2]);
    };
    let lower = 0;
    let upper = last ? kernels.dot(count, z, z) / inverse : x[gaps + right];
    const middle = upper / 2;
    let value = evaluate(middle);
    const [zLeft, zRight] = [x[z + left] * x[z + left], x[z + right] * x[z + right]];
    const rest = value - zLeft / (x[gaps + left] - middle) - zRight / (x[gaps + right] - middle);
    if (value >= 0) {
      upper = middle;
    } else if (last) {
      lower = middle;
    } else {
      origin = right;
      kernels.poleGaps(count, d, origin, squared, gaps);
      [lower, upper] = [middle - upper, 0];
    }
    // As if all other poles contributed what they do in the middle.
    const [nearLeft, nearRight] = [x[gaps + left], x[gaps + right]];
    const sumOfPoles = rest * (nearLeft + nearRight) + zLeft + zRight;
    const productOfPoles = rest * nearLeft * nearRight + zLeft * nearRight + zRight * nearLeft;
    shift = stepOf(rest, sumOfPoles, productOfPoles, last);
    if (!(shift > lower && shift < upper)) shift = (lower + upper) / 2;
    let before = Number.POSITIVE_INFINITY;
    let fitted = last;
    for (let step = 0; step < mostSteps; step++) {
      value = evaluate(shift);
      const [slopeLeft, slopeRight] = [x[sums + 1], x[sums + 3]];
      const size = inverse + Math.abs(x[sums]) + Math.abs(x[sums + 2]);
      const noise = (16 + Math.sqrt(count)) * size + Math.abs(shift) * (slopeLeft + slopeRight);
      if (Math.abs(value) <= unit * noise) break;
      if (value < 0) lower = shift;
      else upper = shift;
      if (Math.abs(value) > Math.abs(before) / 10) fitted = !fitted;
      before = value;
      const toLeft = x[gaps + left] - shift;
      const toRight = x[gaps + right] - shift;
      let weightLeft = toLeft * toLeft * slopeLeft;
      let weightRight = toRight * toRight * slopeRight;
      if (!fitted) {
        // The nearer pole keeps its own weight; the other takes the rest of the slope.
        const slope = slopeLeft + slopeRight;
        if (origin === left) {
          weightLeft = zLeft;
          weightRight = toRight * toRight * Math.max(0, slope - zLeft / (toLeft * toLeft));
        } else {
          weightRight = zRight;
          weightLeft = toLeft * toLeft * Math.max(0, slope - zRight / (toRight * toRight));
        }
      }
      const factor = value - weightLeft / toLeft - weightRight / toRight;
      const a = factor * (toLeft + toRight) + weightLeft + weightRight;
      const b = toLeft * toRight * value;
      let next = shift + stepOf(factor, a, b, last);
      if (!(next > lower && next < upper)) next = (lower + upper) / 2;
      if (next === shift || next === lower || next === upper) break;
      shift = next;
    }
  }
  for (let j = 0; j < count; j++) x[gaps + j] -= shift;
  const pole = x[d + origin];
  return problem.squared ? pole + shift / (pole + Math.sqrt(pole * pole + shift)) : pole + shift;
}

/**
 * Replaces z by the vector whose problem has exactly the roots that were found: row i of `gaps` holds the distances from
 * root i. The singular or eigenvectors made of it are at right angles to working precision.
 *
 * Source: Gu and Eisenstat, "A stable and efficient algorithm for the rank-one modification of the symmetric
 * eigenproblem", SIAM J. Matrix Anal. Appl. 15 (1994). Takes O(count²) operations.
 */
export function refitVector(space: Space, problem: SecularProblem, gaps: Place): void {
  const { count, d, z, squared } = problem;
  const product = space.take(count);
  const x = space.view();
  x.fill(1, product, product + count);
  for (let i = 0; i < count; i++) {
    space.kernels.interlace(count, gaps + i * count, d, i, squared ? 1 : 0, product);
  }
  for (let j = 0; j < count; j++) {
    const size = Math.sqrt(Math.abs(x[product + j]));
    x[z + j] = x[z + j] < 0 ? -size : size;
  }
}
