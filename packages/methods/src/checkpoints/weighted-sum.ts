import type { Pointer } from '@offprint/numerics';
import { divisorOf, roundNumber } from './round-number.ts';
import type { Block } from './rule.ts';
import { floats, roundIn, type Workspace } from './workspace.ts';

export interface Weighting {
  /** One for each model. */
  readonly weights: readonly number[];
  /** Whether the sum is divided by the sum of the weights. */
  readonly normalise: boolean;
}

/** What the sum of the weights divides by. */
export function divisorOfWeights({ weights, normalise }: Weighting): number {
  return normalise ? divisorOf(weights.reduce((sum, weight) => sum + weight, 0)) : 1;
}

/**
 * Writes Σ wᵢ xᵢ, divided by Σ wᵢ if asked, to `block.merged`. Rounds once in float32 a step, or, to be faithful, weights,
 * products, the sum and the quotient to the block's format.
 * @param stack where x₀ is; the others follow `block.stride` bytes apart
 */
export function sumWeighted(space: Workspace, block: Block, stack: Pointer, weighting: Weighting): void {
  const { kernels } = space;
  const { count, merged, dtype, stride } = block;
  const faithful = block.rounding === 'mergekit';
  floats(space, merged, count).fill(0);
  if (!faithful) {
    const divisor = divisorOfWeights(weighting);
    for (const [model, weight] of weighting.weights.entries()) {
      if (weight !== 0) kernels.addScaled(stack + model * stride, weight / divisor, merged, count);
    }
    return;
  }
  const weights = weighting.weights.map((weight) => roundNumber(dtype, weight));
  for (const [model, weight] of weights.entries()) {
    const scaled = space.divisor;
    floats(space, scaled, count).set(floats(space, stack + model * stride, count));
    kernels.scale(scaled, weight, count);
    roundIn(space, dtype, scaled, count);
    kernels.add(merged, scaled, merged, count);
  }
  roundIn(space, dtype, merged, count);
  if (!weighting.normalise) return;
  const total = weights.reduce((sum, weight) => Math.fround(sum + weight), 0);
  const divisor = divisorOf(roundNumber(dtype, total));
  const out = floats(space, merged, count);
  for (let i = 0; i < count; i++) out[i] /= divisor;
  roundIn(space, dtype, merged, count);
}

/** merged = λ · merged, rounded as the block asks. */
export function scaleMerged(space: Workspace, { merged, count, dtype, rounding }: Block, lambda: number): void {
  if (lambda === 1) return;
  const faithful = rounding === 'mergekit';
  space.kernels.scale(merged, faithful ? roundNumber(dtype, lambda) : lambda, count);
  if (faithful) roundIn(space, dtype, merged, count);
}
