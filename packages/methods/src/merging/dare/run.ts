import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding, Rounding } from '../../checkpoints/tensors.ts';
import { weightingOf } from '../../checkpoints/weights.ts';
import type { Report, RunContext } from '../../method.ts';
import type { Combine } from './dare.ts';
import { densitiesOf } from './densities.ts';
import type { Rescale } from './rescale.ts';
import type { DareParameters } from './rule.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly density: number;
  readonly densities: readonly number[];
  readonly combine: Combine;
  readonly lambda: number;
  readonly weights: readonly number[];
  readonly normalise: boolean;
  readonly rescale: Rescale;
  readonly profile: Rounding;
  readonly embedding: Embedding;
  readonly seed: number;
}

export const tasks = mergeTasks;

/** A factor this large makes single changes many times as long as fine-tuning made them. */
const largeFactor = 20;

/** DARE on streams: the same bytes as `dare.ts`, whatever the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const { profile, models, lambda, rescale, combine, seed } = inputs;
  const weighting = weightingOf(inputs, models.length, profile, context);
  const densities = densitiesOf(inputs, models.length);
  const least = Math.min(...densities);
  if (rescale !== 'none' && 1 / least > largeFactor) {
    context.notice(
      'dare/large-factor',
      `At density ${least} each change that stays grows about ${Math.round(1 / least)} times; one run may lie far from the next. Try another seed.`,
    );
  }
  const parameters: DareParameters = { ...weighting, densities, rescale, combine, lambda, seed };
  const recipe = { rule: 'dare', parameters, rounding: profile, scope: 'tensor' } as const;
  return mergeWithRule(
    inputs,
    { ...recipe, suffix: combine === 'ties' ? '-dare-ties' : '-dare', port: 'merged' },
    context,
  );
}
