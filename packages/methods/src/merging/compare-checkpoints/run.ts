import { InputError } from '@offprint/errors';
import type { Checkpoint } from '@offprint/files';
import type { Job } from '../../checkpoints/jobs.ts';
import { mergeJobs } from '../../checkpoints/merge-jobs.ts';
import { cosineOf, type MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, shorten } from '../../checkpoints/merge-with-rule.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import type { Report, ReportNumber, RunContext } from '../../method.ts';
import { alignForComparison } from './align.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
}

export const tasks = mergeTasks;

/** Compares checkpoints tensor by tensor: every file is read twice, nothing is written. */
export async function run({ base, models }: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const checkpoints = [base, ...models];
  context.progress({ step: 0, share: 0, detail: `${base.tensors.size} tensors` });
  const { together, apart, unlike } = alignForComparison(checkpoints);
  if (together.length === 0) {
    throw new InputError(
      'compare/nothing-alike',
      `${checkpoints.map(({ name }) => name).join(' and ')} have no tensor of the same name and shape.`,
      {
        hint: 'Compare checkpoints of one architecture; offprint inspect shows what a file holds.',
      },
    );
  }
  if (apart.length > 0) {
    const names = apart.map(({ name, within }) => `${name} (${within.join(', ')})`);
    context.notice(
      'compare/apart',
      `${apart.length} ${apart.length === 1 ? 'tensor is' : 'tensors are'} not in all files: ${shorten(names)}.`,
    );
  }
  if (unlike.length > 0) {
    const names = unlike.map(({ name, reason }) => `${name} (${reason})`);
    context.notice(
      'compare/unlike',
      `${unlike.length} ${unlike.length === 1 ? 'tensor is' : 'tensors are'} not compared: ${shorten(names)}.`,
    );
  }
  const jobs = together.map(
    ({ base: entry, models: entries }): Job => ({
      kind: 'merge',
      name: entry.name,
      shape: entry.shape,
      dtype: entry.dtype,
      compute: entry.dtype,
      rule: 'compare',
      parameters: null,
      base: { file: 0, entry },
      models: entries.map((own, index) => ({ file: index + 1, entry: own })),
    }),
  );
  const data = await mergeJobs(
    {
      jobs,
      checkpoints,
      scope: 'tensor',
      rounding: 'precise',
      shards: [],
      port: '',
      models: models.map(({ name }) => name),
      reference: 'base',
      steps: { measure: 1, merge: 1, write: 1 },
    },
    context,
  );
  return { numbers: numbersOf(data), data };
}

function numbersOf(data: MergeReport): ReportNumber[] {
  const changed = (model: number): number =>
    data.tensors.reduce((sum, { details }) => sum + (details[`changed in model ${model + 1}`] ?? 0), 0);
  const weights = Math.sqrt(data.tensors.reduce((sum, { details }) => sum + (details['norm'] ?? 0) ** 2, 0));
  const pairs = data.models.flatMap((one, i) =>
    data.models.slice(i + 1).map((other, j) => ({ one, other, i, j: i + 1 + j })),
  );
  return [
    { label: 'Parameters compared', value: data.parameters },
    ...data.models.flatMap(({ name, norm }, model): ReportNumber[] => [
      { label: `Norm of the change to ${plainName(name)}`, value: norm, digits: 4 },
      {
        label: `Relative to the weights, ${plainName(name)}`,
        value: weights === 0 ? 0 : (100 * norm) / weights,
        unit: '%',
        digits: 2,
      },
      {
        label: `Parameters that differ in ${plainName(name)}`,
        value: (100 * changed(model)) / data.parameters,
        unit: '%',
        digits: 2,
      },
    ]),
    ...pairs.map(
      ({ one, other, i, j }): ReportNumber => ({
        label: `Cosine between the changes to ${plainName(one.name)} and ${plainName(other.name)}`,
        value: cosineOf(data, i, j),
        digits: 4,
      }),
    ),
    ...(pairs.length > 0
      ? [
          {
            label: 'Parameters changed in both directions',
            value: data.touched === 0 ? 0 : (100 * data.divided) / data.touched,
            unit: '%',
            digits: 2,
          },
        ]
      : []),
  ];
}
