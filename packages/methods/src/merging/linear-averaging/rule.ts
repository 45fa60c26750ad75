import type { Rule } from '../../checkpoints/rule.ts';
import { divisorOfWeights, sumWeighted, type Weighting } from '../../checkpoints/weighted-sum.ts';

/**
 * θ = Σ wᵢ θᵢ / Σ wᵢ (Wortsman and others, “Model soups”, 2022). In the precise profile as the base plus the weighted
 * mean of changes from it, whatever the base is, so that equal models give their own bytes.
 */
export const rule: Rule<Weighting, null> = {
  name: 'linear',
  operand: { precise: 'changes', mergekit: 'values' },
  nothing: null,
  passes: [],
  merge(space, block, weighting) {
    sumWeighted(space, block, block.operands, weighting);
    if (block.rounding === 'precise') {
      const sum = weighting.weights.reduce((total, weight) => total + weight, 0);
      const rest = sum / divisorOfWeights(weighting) - 1;
      if (rest !== 0) space.kernels.addScaled(block.base, rest, block.merged, block.count);
    }
    return {};
  },
};
