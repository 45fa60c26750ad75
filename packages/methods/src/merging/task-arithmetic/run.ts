import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding, Rounding } from '../../checkpoints/tensors.ts';
import { weightingOf } from '../../checkpoints/weights.ts';
import type { Report, RunContext } from '../../method.ts';
import type { TaskArithmeticParameters } from './rule.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly lambda: number;
  readonly weights: readonly number[];
  readonly normalise: boolean;
  readonly profile: Rounding;
  readonly embedding: Embedding;
}

export const tasks = mergeTasks;

/** Task arithmetic on streams: the same bytes as `task-arithmetic.ts`, whatever the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const { profile, lambda, models } = inputs;
  const weighting = weightingOf(inputs, models.length, profile, context);
  if (lambda === 0) context.notice('merge/lambda-zero', 'Lambda is 0: the merged model is the base.');
  const parameters: TaskArithmeticParameters = { ...weighting, lambda };
  const recipe = { rule: 'task_arithmetic', parameters, rounding: profile, scope: 'tensor' } as const;
  return mergeWithRule(inputs, { ...recipe, suffix: '-task-arithmetic', port: 'merged' }, context);
}
