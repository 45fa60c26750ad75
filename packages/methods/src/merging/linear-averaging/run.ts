import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding, Rounding } from '../../checkpoints/tensors.ts';
import { weightingOf } from '../../checkpoints/weights.ts';
import type { Report, RunContext } from '../../method.ts';

export interface Inputs {
  readonly models: readonly Checkpoint[];
  readonly weights: readonly number[];
  readonly normalise: boolean;
  readonly profile: Rounding;
  readonly embedding: Embedding;
}

export const tasks = mergeTasks;

/** The weighted average on streams: the same bytes as `averaging.ts`, whatever the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const { profile, models, embedding } = inputs;
  const parameters = weightingOf(inputs, models.length, profile, context);
  const sum = parameters.weights.reduce((total, weight) => total + weight, 0);
  if (!inputs.normalise && Math.abs(sum - 1) > 1e-6) {
    context.notice(
      'merge/weights-not-one',
      `The weights add up to ${Number(sum.toPrecision(6))}, not 1, and are not divided by: every number is scaled by it.`,
    );
  }
  const recipe = { rule: 'linear', parameters, rounding: profile, scope: 'tensor' } as const;
  return mergeWithRule({ base: null, models, embedding }, { ...recipe, suffix: '-average', port: 'merged' }, context);
}
