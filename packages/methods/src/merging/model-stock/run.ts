import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule, shorten } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding, Rounding } from '../../checkpoints/tensors.ts';
import type { Report, RunContext } from '../../method.ts';
import { shareOfWay } from './figure.ts';
import type { ModelStockParameters } from './rule.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly filterWise: boolean;
  readonly profile: Rounding;
  readonly embedding: Embedding;
}

export const tasks = mergeTasks;

/** Model Stock on streams: the same bytes as `model-stock.ts`, whatever the number of threads. */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const { profile, filterWise } = inputs;
  const parameters: ModelStockParameters = { filterWise, guard: profile === 'precise' };
  const report = await mergeWithRule(
    inputs,
    {
      rule: 'model_stock',
      parameters,
      rounding: profile,
      scope: 'tensor',
      suffix: '-model-stock',
      port: 'merged',
      numbers: (found) => [
        { label: 'Way from the base to the average', value: 100 * shareOfWay(found), unit: '%', digits: 1 },
        { label: 'Mean cosine between changes', value: meanOf(found, 'cosine'), digits: 3 },
        { label: 'Mean t', value: meanOf(found, 't'), digits: 3 },
      ],
    },
    context,
  );
  noticeRatios(report.data, context);
  return report;
}

function meanOf({ layers, parameters }: MergeReport, key: string): number {
  return layers.reduce((sum, layer) => sum + (layer.details[key] ?? 0) * layer.parameters, 0) / Math.max(1, parameters);
}

/** Tensors whose models pull apart: what the guard did, or what happened without it. */
function noticeRatios({ tensors }: MergeReport, context: Pick<RunContext, 'notice'>): void {
  const guarded = tensors.filter(({ details }) => details['guarded'] > 0);
  if (guarded.length > 0) {
    const some = guarded.some(({ details }) => details['guarded'] < 1) ? ', wholly or in some rows' : '';
    context.notice(
      'model-stock/guarded',
      `The models pull apart in ${shorten(guarded.map(({ name }) => name))}: what they do not agree on stays as in the base${some}.`,
    );
  }
  const beyond = tensors.filter(({ details }) => details['guarded'] === 0 && (details['t'] < 0 || details['t'] > 1));
  if (beyond.length > 0) {
    const [most] = beyond.toSorted((a, b) => Math.abs(b.details['t']) - Math.abs(a.details['t']));
    context.notice(
      'model-stock/beyond',
      `t leaves the way from the base to the average in ${beyond.length === 1 ? 'one tensor' : `${beyond.length} tensors`}, most in ${most.name}, where it is ${Number(most.details['t'].toPrecision(3))}; the profile precise guards against it.`,
    );
  }
}
