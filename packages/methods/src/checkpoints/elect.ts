import { roundNumber } from './round-number.ts';
import type { Block } from './rule.ts';
import { floats, roundIn, type Workspace, words } from './workspace.ts';

export interface Election {
  /** One for each model. */
  readonly weights: readonly number[];
  /** Whether the sum is divided by the weights of the models that agree. */
  readonly normalise: boolean;
  /** The sign of a sum of exactly 0; 0 takes negative changes as -1 does. */
  readonly zeroSign: -1 | 0 | 1;
}

/** Weights the changes in `block.work`, in place. */
export function weighWork(space: Workspace, block: Block, weights: readonly number[]): void {
  const { count, dtype, stride, work } = block;
  const faithful = block.rounding === 'mergekit';
  for (const [model, weight] of weights.entries()) {
    if (weight === 1) continue;
    space.kernels.scale(work + model * stride, faithful ? roundNumber(dtype, weight) : weight, count);
    if (faithful) roundIn(space, dtype, work + model * stride, count);
  }
}

/**
 * TIES' election on the weighted changes in `block.work`: the sign of their sum is elected, those that have it are added
 * up in `block.merged` and, if asked, divided by the sum of their weights.
 * @returns parameters with a positive sum less those with a negative one
 */
export function electWork(space: Workspace, block: Block, { weights, normalise, zeroSign }: Election): number {
  const { count, dtype, stride, work, merged } = block;
  const faithful = block.rounding === 'mergekit';
  const given = floats(space, space.weights, weights.length);
  for (const [model, weight] of weights.entries()) given[model] = faithful ? roundNumber(dtype, weight) : weight;
  space.kernels.elect(
    work,
    stride,
    block.models,
    space.weights,
    count,
    zeroSign,
    0,
    merged,
    space.divisor,
    space.counts,
  );
  const [, , positive, negative] = words(space, space.counts, 4);
  if (faithful) roundIn(space, dtype, merged, count);
  if (normalise) {
    if (faithful) roundIn(space, dtype, space.divisor, count);
    space.kernels.divide(merged, space.divisor, count);
    if (faithful) roundIn(space, dtype, merged, count);
  }
  return positive - negative;
}

/** Copies the operands to `block.work`, where they may be changed. */
export function copyToWork(space: Workspace, block: Block): void {
  for (let model = 0; model < block.models; model++) {
    const at = model * block.stride;
    floats(space, block.work + at, block.count).set(floats(space, block.operands + at, block.count));
  }
}
