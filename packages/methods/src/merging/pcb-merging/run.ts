import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding } from '../../checkpoints/tensors.ts';
import { perModel } from '../../checkpoints/weights.ts';
import type { Report, RunContext } from '../../method.ts';
import type { PcbVariant } from './pcb.ts';
import { limitsIn, type ModelLimits, type PcbParameters } from './rule.ts';
import { type SampledParameter, sampleCompetition } from './sample.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly ratio: number;
  readonly lambda: number;
  readonly lambdas: readonly number[];
  readonly variant: PcbVariant;
  readonly scope: 'model' | 'tensor';
  readonly embedding: Embedding;
}

export interface PcbReport extends MergeReport {
  /** How some parameters of the first two models fared. Not in reports on the way. */
  readonly sample?: readonly SampledParameter[];
}

export const tasks = mergeTasks;

/**
 * PCB-Merging on streams: the numbers of `pcb.ts` but for the rounding of float32, whatever the number of threads. Five
 * reads of every file: two for the magnitudes, two for the scores, one to merge.
 * @throws InputError `merge/…`
 */
export async function run(inputs: Inputs, context: RunContext<PcbReport>): Promise<Report<PcbReport>> {
  const { base, models, ratio, lambda, variant, scope } = inputs;
  const lambdas = perModel({ setting: 'lambdas', given: inputs.lambdas, otherwise: lambda }, models.length);
  const parameters: PcbParameters = { ratio, lambdas, variant, scope };
  const report = await mergeWithRule(
    inputs,
    {
      rule: 'pcb',
      parameters,
      rounding: 'precise',
      scope,
      suffix: '-pcb',
      port: 'merged',
      numbers: ({ totals, touched, parameters: all }) => [
        { label: 'No model has a say', value: (100 * (all - touched)) / Math.max(1, all), unit: '%', digits: 1 },
        ...(limitsIn(totals, models.length) ?? []).map(({ ties }, model) => ({
          label: `Ties at the cut of ${models[model].name}`,
          value: ties,
        })),
      ],
    },
    context,
  );
  const { data } = report;
  const limitsOf = (tensor: string): readonly ModelLimits[] | undefined => {
    const figures = scope === 'model' ? data.totals : data.tensors.find(({ name }) => name === tensor)?.details;
    return figures === undefined ? undefined : limitsIn(figures, models.length);
  };
  noticeSilent(data, limitsOf, scope, context);
  const sample = await sampleCompetition({ base, models, variant, limitsOf }, context.signal);
  return { ...report, data: { ...data, sample } };
}

/** Models that compete nowhere: their magnitudes, or their scores, are all the same. */
function noticeSilent(
  { models, tensors }: MergeReport,
  limitsOf: (tensor: string) => readonly ModelLimits[] | undefined,
  scope: 'model' | 'tensor',
  context: Pick<RunContext, 'notice'>,
): void {
  const groups = scope === 'model' ? [''] : tensors.map(({ name }) => name);
  for (const [model, { name }] of models.entries()) {
    const silent = groups.filter((group) => {
      const limits = limitsOf(group)?.[model];
      return limits !== undefined && !(limits.top > limits.cut);
    });
    if (silent.length === 0) continue;
    const where = scope === 'model' ? '' : ` in ${silent.length} of ${groups.length} tensors, the first ${silent[0]}`;
    context.notice(
      'pcb/no-say',
      `${name} has no say${where}: its changes are all as large, or their scores all the same.`,
    );
  }
}
