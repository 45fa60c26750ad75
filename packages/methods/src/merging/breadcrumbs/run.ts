import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule, shorten } from '../../checkpoints/merge-with-rule.ts';
import { type Embedding, isFloat, type Rounding } from '../../checkpoints/tensors.ts';
import { weightingOf } from '../../checkpoints/weights.ts';
import type { Report, RunContext } from '../../method.ts';
import type { Combine } from '../dare/dare.ts';
import { densitiesOf } from '../dare/densities.ts';
import { countsOf } from './breadcrumbs.ts';
import type { BreadcrumbsParameters } from './rule.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly density: number;
  readonly densities: readonly number[];
  readonly gamma: number;
  readonly combine: Combine;
  readonly lambda: number;
  readonly weights: readonly number[];
  readonly normalise: boolean;
  readonly rescale: boolean;
  readonly profile: Rounding;
  readonly embedding: Embedding;
}

export const tasks = mergeTasks;

/** Breadcrumbs on streams: the same bytes as `breadcrumbs.ts`, whatever the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const { profile, models, gamma, lambda, rescale, combine } = inputs;
  const weighting = weightingOf(inputs, models.length, profile, context);
  const densities = densitiesOf(inputs, models.length);
  noticeCounts(inputs, Math.min(...densities), context);
  const gammas = models.map(() => gamma);
  const parameters: BreadcrumbsParameters = { ...weighting, densities, gammas, rescale, combine, lambda };
  const recipe = { rule: 'breadcrumbs', parameters, rounding: profile, scope: 'tensor' } as const;
  const suffix = combine === 'ties' ? '-breadcrumbs-ties' : '-breadcrumbs';
  return mergeWithRule(inputs, { ...recipe, suffix, port: 'merged' }, context);
}

/** Tensors in which the shares come to nothing, and a γ that the density leaves no room for. */
function noticeCounts({ base, gamma }: Inputs, density: number, context: Pick<RunContext, 'notice'>): void {
  if (density >= 1) return;
  if (density + gamma > 1) {
    context.notice(
      'breadcrumbs/density-wins',
      `A density of ${density} leaves less than ${gamma} to go: fewer of the largest changes go than γ asks for, and none of the smallest.`,
    );
  }
  const counted = [...base.tensors.values()]
    .filter(({ dtype, elements }) => isFloat(dtype) && elements > 0)
    .map(({ name, elements }) => ({ name, ...countsOf(elements, density, gamma) }));
  const unchanged = counted.filter(({ keep }) => keep === 0).map(({ name }) => name);
  if (unchanged.length > 0) {
    context.notice(
      'breadcrumbs/too-small',
      `Too small for a density of ${density}, and as in the base: ${shorten(unchanged)}.`,
    );
  }
  const whole = counted.filter(({ top }) => top === 0).length;
  if (gamma > 0 && whole > 0) {
    context.notice(
      'breadcrumbs/no-outlier',
      `${whole === 1 ? 'One tensor has' : `${whole} tensors have`} too few parameters for γ ${gamma}: none of the largest changes goes there. mergekit would set all changes of such a tensor to 0.`,
    );
  }
}
