import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule, shorten } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding } from '../../checkpoints/tensors.ts';
import type { Report, RunContext } from '../../method.ts';
import { wholeAngle } from './arc.ts';
import type { SlerpParameters } from './rule.ts';

export interface Inputs {
  readonly models: readonly Checkpoint[];
  readonly t: number;
  readonly embedding: Embedding;
}

export const tasks = mergeTasks;

/** SLERP on streams: the same bytes as `slerp.ts`, whatever the number of threads. */
export async function run(
  { models, t, embedding }: Inputs,
  context: RunContext<MergeReport>,
): Promise<Report<MergeReport>> {
  const parameters: SlerpParameters = { t };
  const report = await mergeWithRule(
    { base: null, models, embedding },
    {
      rule: 'slerp',
      parameters,
      rounding: 'precise',
      scope: 'tensor',
      suffix: '-slerp',
      port: 'merged',
      numbers: (found) => [
        { label: 'Angle between the models', value: wholeAngle(found) ?? 0, unit: '°', digits: 2 },
        {
          label: 'Parameters interpolated along a line',
          value: found.tensors.reduce(
            (sum, { details, parameters: size }) => sum + (details['spherical'] === 0 ? size : 0),
            0,
          ),
        },
      ],
    },
    context,
  );
  noticeTensors(report.data, context);
  return report;
}

/** Tensors for which an angle means little: they are opposite, or one of the two is zero. */
function noticeTensors({ tensors }: MergeReport, context: Pick<RunContext, 'notice'>): void {
  const named = (which: (details: Readonly<Record<string, number>>) => boolean): string[] =>
    tensors.filter(({ details }) => which(details)).map(({ name }) => name);
  const opposite = named(({ cosine, spherical }) => spherical === 0 && cosine < 0);
  if (opposite.length > 0) {
    context.notice(
      'slerp/opposite',
      `The models are opposite in ${shorten(opposite)}: the straight line between them leads through zero.`,
    );
  }
  const zero = named(
    ({ meanSquareOfFirst, meanSquareOfSecond }) => (meanSquareOfFirst === 0) !== (meanSquareOfSecond === 0),
  );
  if (zero.length > 0) {
    context.notice(
      'slerp/zero',
      `One of the models holds only zeros in ${shorten(zero)}: the other one is scaled there.`,
    );
  }
}
