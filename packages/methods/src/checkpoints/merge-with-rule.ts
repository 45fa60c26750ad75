import type { Checkpoint, TensorEntry } from '@offprint/files';
import { nameWithSuffix, type Report, type ReportNumber, type RunContext } from '../method.ts';
import { checkCarried, findTiedWeights } from './contents.ts';
import type { Job } from './jobs.ts';
import { mergeJobs, mergeTask } from './merge-jobs.ts';
import { type MergeReport, reportOf } from './merge-report.ts';
import { type Alignment, alignTensors, type Embedding, type FloatEntry, type Rounding } from './tensors.ts';

/** The tasks of every implementation that merges by a rule. */
export const mergeTasks = { merge: mergeTask };

export interface RuleInputs {
  /** Null where the method has none: changes are then measured from the first model. */
  readonly base: Checkpoint | null;
  readonly models: readonly Checkpoint[];
  /** Values beside the models, with the same tensors. */
  readonly extras?: readonly Checkpoint[];
  readonly embedding: Embedding;
}

export interface RuleRecipe {
  readonly rule: string;
  /** Plain data for the rule: the same for every tensor, or made for each. */
  readonly parameters: unknown | ((tensor: string) => unknown);
  readonly rounding: Rounding;
  readonly scope: 'tensor' | 'model';
  /** Added to the name of the base, or of the first model. */
  readonly suffix: string;
  readonly port: string;
  /** Tensors that are taken from the base as they are. */
  readonly keep?: (tensor: string) => boolean;
  /** Numbers of the method's own for the report. */
  readonly numbers?: (report: MergeReport) => readonly ReportNumber[];
  readonly elementsOfChunk?: number;
}

/**
 * The whole run of a method that merges every tensor by one rule: aligns names and shapes, carries over what is no
 * number, streams, and reports. The merged file has the names, shapes, formats and metadata of the base, or of the first
 * model. Steps: 0 headers, 1 measuring, 2 merging, 3 writing.
 * @throws InputError `merge/…`
 */
export async function mergeWithRule(
  inputs: RuleInputs,
  recipe: RuleRecipe,
  context: RunContext<MergeReport>,
): Promise<Report<MergeReport>> {
  const { models, extras = [] } = inputs;
  const base = inputs.base ?? models[0];
  context.progress({ step: 0, share: 0, detail: `${base.tensors.size} tensors` });
  const merges = (name: string): boolean => recipe.keep?.(name) !== true;
  const aligned = alignTensors(
    only(base, merges),
    [...models, ...extras].map((model) => only(model, merges)),
    inputs.embedding,
  );
  await checkCarried(aligned.carried, base, models, context.signal);
  const checkpoints = [base, ...models, ...extras];
  const kept = [...base.tensors.values()].filter(({ name }) => !merges(name));
  const jobs = [...jobsOf(aligned, models.length, recipe), ...kept.map(copyJob)];
  const tied = await findTiedWeights(aligned.merged, base, context.signal);
  for (const [one, other] of tied) {
    context.notice('merge/tied-weights', `${one} and ${other} hold the same numbers in ${base.name}.`);
  }
  if (aligned.carried.length > 0) {
    const names = aligned.carried.map(({ base: entry }) => `${entry.name} (${entry.dtype})`);
    context.notice('merge/carried-over', `Taken as they are, being the same in all files: ${shorten(names)}.`);
  }
  const metadata = { ...base.metadata, ...(await context.provenance?.()) };
  const report = await mergeJobs(
    {
      jobs,
      checkpoints,
      scope: recipe.scope,
      rounding: recipe.rounding,
      shards: [{ name: nameWithSuffix(base.name, recipe.suffix), jobs: [...jobs.keys()], metadata }],
      port: recipe.port,
      models: models.map(({ name }) => name),
      reference: inputs.base === null ? 'first model' : 'base',
      steps: { measure: 1, merge: 2, write: 3 },
      ...(recipe.elementsOfChunk === undefined ? {} : { elementsOfChunk: recipe.elementsOfChunk }),
    },
    context,
  );
  noticeIdentical(report, context);
  return reportOf(report, recipe.numbers?.(report));
}

/** Names for a sentence, at most three of them. */
export function shorten(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/** A tensor of the base, or of the first model, as it is. */
function copyJob(entry: TensorEntry): Job {
  return { kind: 'copy', name: entry.name, file: 0, entry };
}

/** A checkpoint without those tensors that are not to be merged: they may differ in shape, or be missing. */
function only(checkpoint: Checkpoint, merges: (name: string) => boolean): Checkpoint {
  const tensors = new Map([...checkpoint.tensors].filter(([name]) => merges(name)));
  return tensors.size === checkpoint.tensors.size ? checkpoint : { ...checkpoint, tensors };
}

function jobsOf(
  { merged, carried }: { readonly merged: readonly Alignment<FloatEntry>[]; readonly carried: readonly Alignment[] },
  models: number,
  { rule, parameters }: RuleRecipe,
): Job[] {
  return [
    ...merged.map(({ base, models: entries }): Job => {
      const operands = entries.map((entry, index) => ({ file: index + 1, entry }));
      return {
        kind: 'merge',
        name: base.name,
        shape: base.shape,
        dtype: base.dtype,
        compute: base.dtype,
        rule,
        parameters: typeof parameters === 'function' ? parameters(base.name) : parameters,
        base: { file: 0, entry: base },
        models: operands.slice(0, models),
        extras: operands.slice(models),
      };
    }),
    ...carried.map(({ base }) => copyJob(base)),
  ];
}

function noticeIdentical(report: MergeReport, context: Pick<RunContext, 'notice'>): void {
  for (const { name, norm } of report.models.slice(report.reference === 'base' ? 0 : 1)) {
    if (norm > 0) continue;
    const other = report.reference === 'base' ? 'the base' : report.models[0]?.name;
    context.notice('merge/identical-model', `${name} holds the same numbers as ${other}.`);
  }
}
