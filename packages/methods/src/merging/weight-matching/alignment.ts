import type { LinearAlgebra } from '@offprint/numerics';
import { permuteAxes } from './permutation.ts';
import type { Floats } from './unfold.ts';

/** Singular values from this share of the largest on count as large; the paper takes about so many. */
export const largeShare = 0.3;
/** Sides of the matrices that are kept to be drawn. */
export const drawnVectors = 16;

/** How the large singular vectors of one layer of both networks lie to each other. */
export interface Alignment {
  /** How many singular values of a and of b are large. */
  readonly large: readonly [number, number];
  /** Sum of (u_i·u_j)(v_i·v_j) over the large ones, before and after: at most the smaller of the two counts. */
  readonly before: number;
  readonly after: number;
  /**
   * Sum of σ_i σ_i: no order of the units brings the inner product of the two layers above it. This and the inner
   * products are of the first singular values alone where only those were found.
   */
  readonly bound: number;
  readonly innerBefore: number;
  readonly innerAfter: number;
  /** |u_i·u_j| of the first vectors, row i of a; rows one after another. */
  readonly pictures: { readonly side: number; readonly before: Float64Array; readonly after: Float64Array };
}

/** A layer as a matrix: the axes before `split` are its rows, the others its columns. */
export interface LayerMatrix {
  readonly shape: readonly number[];
  readonly split: number;
}

export type Svd = ReturnType<LinearAlgebra['thinSvd']>;

/**
 * Compares the singular vectors of a layer of a with those of b in its old and in its new order. A permutation changes
 * no singular value: π(W) = (P U) Σ (Q V)ᵀ, so b is decomposed once and its vectors are permuted.
 * Ito, Yamada, Kumagai, "Analysis of linear mode connectivity via permutation-based weight matching" (ICLR 2025),
 * section 4; R is divided by the smaller number of large vectors, so that it is 1 for equal layers.
 */
export function alignLayer(
  a: Floats,
  b: Floats,
  matrix: LayerMatrix,
  maps: readonly (Int32Array | null)[],
  algebra: LinearAlgebra,
): Alignment {
  const { shape, split } = matrix;
  const [m, n] = sidesOf(matrix);
  const rank = Math.min(m, n, vectorsOf(matrix) ?? Number.POSITIVE_INFINITY);
  const decompose = (values: Floats): Svd =>
    rank < Math.min(m, n)
      ? algebra.truncatedSvd(Float64Array.from(values), m, n, rank, { seed: 0 })
      : algebra.thinSvd(Float64Array.from(values), m, n);
  const [ofA, ofB] = [decompose(a), decompose(b)];
  const moved: Svd = {
    s: ofB.s,
    u: permuteAxes(ofB.u, [...shape.slice(0, split), rank], [...maps.slice(0, split), null]),
    vt: permuteAxes(ofB.vt, [rank, ...shape.slice(split)], [null, ...maps.slice(split)]),
  };
  const large = [ofA, ofB].map(({ s }) => s.filter((value) => value >= largeShare * s[0] && value > 0).length);
  const [before, after] = [ofB, moved].map((other) => {
    const left = algebra.matmul(ofA.u, other.u, rank, m, rank, { transposeA: true });
    const right = algebra.matmul(ofA.vt, other.vt, rank, n, rank, { transposeB: true });
    let [sum, inner] = [0, 0];
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < rank; j++) {
        const both = left[i * rank + j] * right[i * rank + j];
        if (i < large[0] && j < large[1]) sum += both;
        inner += ofA.s[i] * other.s[j] * both;
      }
    }
    return { sum, inner, left };
  });
  const side = Math.min(drawnVectors, rank);
  const picture = (left: Float64Array): Float64Array =>
    Float64Array.from({ length: side * side }, (_, at) => Math.abs(left[Math.floor(at / side) * rank + (at % side)]));
  return {
    large: [large[0], large[1]],
    before: before.sum,
    after: after.sum,
    bound: ofA.s.reduce((sum, value, i) => sum + value * ofB.s[i], 0),
    innerBefore: before.inner,
    innerAfter: after.inner,
    pictures: { side, before: picture(before.left), after: picture(after.left) },
  };
}

/** Of layers whose smaller side is above this only the first singular vectors are found, so many. */
const largestSide = 512;
const firstVectors = 64;

/** How many singular vectors of a layer are compared; null for all. */
export function vectorsOf(matrix: LayerMatrix): number | null {
  return Math.min(...sidesOf(matrix)) <= largestSide ? null : firstVectors;
}

export function sidesOf({ shape, split }: LayerMatrix): readonly [number, number] {
  const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
  return [product(shape.slice(0, split)), product(shape.slice(split))];
}
