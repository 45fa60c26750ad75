import { InputError } from '@offprint/errors';
import type { Checkpoint } from '@offprint/files';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import { mergeTasks, mergeWithRule } from '../../checkpoints/merge-with-rule.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import type { Embedding } from '../../checkpoints/tensors.ts';
import { perModel } from '../../checkpoints/weights.ts';
import type { Report, RunContext } from '../../method.ts';
import type { FisherVariant } from './fisher.ts';
import type { FisherParameters } from './rule.ts';

export interface Inputs {
  readonly models: readonly Checkpoint[];
  readonly fishers: readonly Checkpoint[];
  readonly coefficients: readonly number[];
  readonly normalise: boolean;
  readonly floor: number;
  readonly favourTarget: boolean;
  readonly variant: FisherVariant;
  readonly body: string;
  readonly embedding: Embedding;
}

export const tasks = mergeTasks;

/** Above this share of entries at the floor the information says next to nothing. */
const nearlyAll = 0.99;

/** Fisher merging on streams: two reads of every file, one for the norms and one for the merge. */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const { models, fishers, floor, favourTarget, variant, normalise } = inputs;
  if (fishers.length !== models.length) {
    throw new InputError('fisher/count', `There are ${fishers.length} Fisher files for ${models.length} models.`, {
      hint: 'Give one for each model, in the order of the models.',
      where: { input: 'fishers' },
    });
  }
  const coefficients = perModel(
    { setting: 'coefficients', given: inputs.coefficients, otherwise: 1 / models.length },
    models.length,
  );
  const wrong = coefficients.find((coefficient) => coefficient < 0);
  if (wrong !== undefined || coefficients.every((coefficient) => coefficient === 0)) {
    throw new InputError('fisher/coefficients', `The coefficients ${coefficients.join(', ')} are no shares.`, {
      hint: 'Give numbers from 0 up, at least one of them above 0.',
      where: { setting: 'coefficients' },
    });
  }
  if (favourTarget && coefficients[0] === 0 && variant === 'authors') {
    throw new InputError(
      'fisher/coefficients',
      'The first model has coefficient 0, and only it has a floor: what no other task cares about would be 0/0.',
      {
        hint: 'Give the first model a coefficient above 0, or set favour-target off.',
        where: { setting: 'coefficients' },
      },
    );
  }
  const names = fishers.map(({ name }) => name);
  const parameters: FisherParameters = { coefficients, floor, favourTarget, variant, normalise, names };
  const keep = keepOf(inputs.body);
  const report = await mergeWithRule(
    { base: null, models, extras: fishers, embedding: inputs.embedding },
    {
      rule: 'fisher',
      parameters,
      rounding: 'precise',
      scope: 'model',
      suffix: '-fisher',
      port: 'merged',
      ...(keep === undefined ? {} : { keep }),
      numbers: ({ totals }) =>
        names.flatMap((name, model) => [
          { label: `Norm of ${plainName(name)}`, value: totals[`norm of model ${model + 1}`] ?? 0, digits: 6 },
          {
            label: `At the floor in ${plainName(name)}`,
            value: 100 * (totals[`at floor of model ${model + 1}`] ?? 0),
            unit: '%',
            digits: 1,
          },
        ]),
    },
    context,
  );
  for (const [model, name] of names.entries()) {
    if ((report.data.totals[`at floor of model ${model + 1}`] ?? 0) < nearlyAll) continue;
    context.notice(
      'fisher/uninformative',
      `Nearly all of ${name} is at or below the floor: a model that is certain of its examples has no Fisher information on them.`,
    );
  }
  return report;
}

/** Which tensors are left as the first model has them: those that the pattern of the body does not match. */
function keepOf(body: string): ((tensor: string) => boolean) | undefined {
  if (body === '') return undefined;
  let pattern: RegExp;
  try {
    pattern = new RegExp(body);
  } catch (cause) {
    throw new InputError('fisher/pattern', `${JSON.stringify(body)} is no pattern for names of tensors.`, {
      hint: 'Write a regular expression, for example ^encoder.',
      where: { setting: 'body' },
      cause,
    });
  }
  return (tensor) => !pattern.test(tensor);
}
