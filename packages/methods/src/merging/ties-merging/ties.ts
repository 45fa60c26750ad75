/**
 * TIES-Merging on arrays, step by step as in algorithm 1 of "TIES-Merging: Resolving Interference When Merging Models"
 * (Yadav, Tam, Choshen, Raffel, Bansal, NeurIPS 2023). Arithmetic is float32, sums run in the order of the models.
 *
 * `run.ts` computes the same bits on streams.
 */
import { infinityKey, selectMagnitude, trim as trimBelow, trimFirst } from '@offprint/numerics';
import type { Rounding } from '../../checkpoints/tensors.ts';

export type Profile = 'paper' | 'mergekit';

/** How a profile rounds: the paper's code leaves it to float32. */
export function roundingOf(profile: Profile): Rounding {
  return profile === 'paper' ? 'precise' : 'mergekit';
}
export type Merge = 'mean' | 'sum' | 'max';
export type Ties = 'keep-all' | 'stable-index';

/** Where a task vector is cut: what is smaller goes. */
export interface Cut {
  /** Magnitude bits of the smallest change that stays. */
  readonly key: number;
  /** How many changes are larger than the cut, and how many are exactly as large. */
  readonly above: number;
  readonly equal: number;
  /** How many of the equal ones stay, the first ones by index; null for all. */
  readonly budget: number | null;
}

/** Equation of section 2: the task vector, fine-tuned minus base. */
export function taskVector(base: Float32Array, model: Float32Array): Float32Array {
  return base.map((value, p) => model[p] - value);
}

/**
 * How many of `size` changes to keep. The authors' code keeps one more than the share, mergekit exactly the share;
 * both cut fractions off.
 * @param density share in [0, 1]; 1 keeps all
 */
export function keptCount(profile: Profile, size: number, density: number): number {
  if (density >= 1) return size;
  const share = Math.trunc(size * density);
  return profile === 'paper' ? Math.min(size, share + 1) : share;
}

/** The cut that leaves the `kept` largest changes. O(n), by counting. */
export function findCut(changes: Float32Array, kept: number, ties: Ties): Cut {
  if (kept >= changes.length) return { key: 0, above: changes.length, equal: 0, budget: null };
  const selected = kept === 0 ? undefined : selectMagnitude(changes, kept);
  if (selected === undefined) return { key: infinityKey, above: 0, equal: 0, budget: null };
  return { ...selected, budget: ties === 'keep-all' ? null : kept - selected.above };
}

/** Step 1, trim: sets the changes below the cut to 0. Returns how many stayed, a change of 0 at a cut of 0 included. */
export function trim(changes: Float32Array, cut: Cut): { trimmed: Float32Array; kept: number } {
  const trimmed = changes.slice();
  const kept = cut.budget === null ? trimBelow(trimmed, cut.key) : trimFirst(trimmed, cut.key, cut.budget);
  return { trimmed, kept };
}

/**
 * Step 2, elect: the sign of the summed change of each parameter: total movement decides, not the number of models.
 * A sum of exactly 0 takes the sign that most parameters have, or 0 if there is no such sign.
 */
export function electSigns(trimmed: readonly Float32Array[]): Int8Array {
  const signs = new Int8Array(trimmed[0].length);
  for (let p = 0; p < signs.length; p++) signs[p] = Math.sign(sumOver(trimmed, p));
  const majority = Math.sign(signs.reduce((sum, sign) => sum + sign, 0));
  return signs.map((sign) => (sign === 0 ? majority : sign));
}

function sumOver(vectors: readonly Float32Array[], p: number): number {
  let sum = 0;
  for (const vector of vectors) sum = Math.fround(sum + vector[p]);
  return sum;
}

/**
 * Step 3, disjoint merge: the mean of those changes that have the elected sign (or their sum, or the largest), 0 where
 * there is none. Where no sign was elected, the negative changes are taken, as in the authors' code.
 */
export function disjointMerge(trimmed: readonly Float32Array[], signs: Int8Array, merge: Merge): Float32Array {
  return Float32Array.from(signs, (sign, p) => {
    let sum = 0;
    let agreeing = 0;
    let largest = 0;
    for (const changes of trimmed) {
      const change = changes[p];
      if (sign > 0 ? !(change > 0) : !(change < 0)) continue;
      sum = Math.fround(sum + change);
      agreeing += 1;
      largest = Math.max(largest, Math.abs(change));
    }
    if (merge === 'sum') return sum;
    if (merge === 'mean') return sum / Math.max(agreeing, 1);
    return largest === 0 ? 0 : sign * largest;
  });
}

/** The merged model: base + λ × merged task vector, λ and the product rounded to float32. */
export function addScaled(base: Float32Array, merged: Float32Array, lambda: number): Float32Array {
  const factor = Math.fround(lambda);
  return base.map((value, p) => value + Math.fround(factor * merged[p]));
}

export interface TiesOptions {
  /** Share of each model's changes to keep, one for each model. */
  readonly densities: readonly number[];
  readonly ties: Ties;
  readonly merge: Merge;
  readonly lambda: number;
}

export interface TiesResult {
  readonly taskVectors: readonly Float32Array[];
  readonly trimmed: readonly Float32Array[];
  /** How many changes of each model passed the trim. */
  readonly kept: readonly number[];
  readonly signs: Int8Array;
  readonly mergedTaskVector: Float32Array;
  readonly merged: Float32Array;
}

/** The whole of algorithm 1 on one vector of parameters, as the authors' code computes it. */
export function tiesMerge(base: Float32Array, models: readonly Float32Array[], options: TiesOptions): TiesResult {
  const taskVectors = models.map((model) => taskVector(base, model));
  const trims = taskVectors.map((changes, model) => {
    const kept = keptCount('paper', changes.length, options.densities[model]);
    return trim(changes, findCut(changes, kept, options.ties));
  });
  const trimmed = trims.map((one) => one.trimmed);
  const signs = electSigns(trimmed);
  const mergedTaskVector = disjointMerge(trimmed, signs, options.merge);
  const merged = addScaled(base, mergedTaskVector, options.lambda);
  return { taskVectors, trimmed, kept: trims.map((one) => one.kept), signs, mergedTaskVector, merged };
}
