import type { Rule } from '../../checkpoints/rule.ts';
import { scaleMerged, sumWeighted, type Weighting } from '../../checkpoints/weighted-sum.ts';

export interface TaskArithmeticParameters extends Weighting {
  readonly lambda: number;
}

/** θ = θ₀ + λ Σ wᵢ (θᵢ − θ₀) (Ilharco and others, “Editing models with task arithmetic”, ICLR 2023). */
export const rule: Rule<TaskArithmeticParameters, null> = {
  name: 'task_arithmetic',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: null,
  passes: [],
  merge(space, block, parameters) {
    sumWeighted(space, block, block.operands, parameters);
    scaleMerged(space, block, parameters.lambda);
    return {};
  },
};
