import { InputError, throwIfCancelled } from '@offprint/errors';
import { type Checkpoint, nameOf, openSource, type SourceReference } from '@offprint/files';
import { checkCarried } from '../../checkpoints/contents.ts';
import { mergeJobs } from '../../checkpoints/merge-jobs.ts';
import { type MergeReport, reportOf } from '../../checkpoints/merge-report.ts';
import { mergeTasks } from '../../checkpoints/merge-with-rule.ts';
import type { Embedding } from '../../checkpoints/tensors.ts';
import type { Report, RunContext } from '../../method.ts';
import { RecipeError } from './language/problem.ts';
import { parseRecipe } from './language/read-recipe.ts';
import { modelNamesOf, type Recipe } from './language/recipe.ts';
import { type CardInput, modelCard } from './model-card.ts';
import { type CarriedTensor, type MergePlan, planRecipe } from './plan/plan-recipe.ts';
import { indexName, readShardSize } from './plan/shards.ts';
import type { RecipeProfile } from './plan/tensor-rule.ts';
import { watchWriting } from './watch-writing.ts';

export interface Inputs {
  readonly models: readonly Checkpoint[];
  readonly recipe: string;
  readonly profile: RecipeProfile;
  readonly embedding: Embedding;
  readonly shardSize: string;
  readonly seed: number;
}

export const tasks = mergeTasks;

/**
 * Merges as a recipe says, streaming. The bytes do not depend on the number of threads.
 * @throws RecipeError `recipe/…` with the line of every problem; InputError `recipe/models-given`, `merge/…`
 */
export async function run(inputs: Inputs, context: RunContext<MergeReport>): Promise<Report<MergeReport>> {
  const recipe = parseRecipe(inputs.recipe);
  const names = modelNamesOf(recipe);
  if (names.length !== inputs.models.length) throw wrongCount(names, inputs.models.length);
  context.progress({ step: 0, share: 0, detail: `${names.length} models` });
  const { profile, embedding, seed } = inputs;
  const settings = { profile, embedding, seed, shardBytes: readShardSize(inputs.shardSize) };
  const { plan, problems, notices } = await planRecipe(recipe, inputs.models, settings);
  if (plan === null) throw new RecipeError(problems);
  for (const { code, message } of notices) context.notice(code, message);
  await checkSame(plan.carried, inputs.models, context.signal);
  const provenance = await context.provenance?.();
  const metadata = { ...plan.metadata, ...provenance };
  const data = await mergeJobs(
    {
      jobs: plan.jobs,
      checkpoints: inputs.models,
      scope: plan.scope,
      rounding: plan.rounding,
      shards: plan.shards.map(({ name, members }) => ({ name, jobs: members, metadata })),
      port: 'merged',
      models: plan.models,
      reference: plan.reference,
      steps: { measure: 1, merge: 2, write: 3 },
    },
    watchWriting(context, plan),
  );
  const report = figuresOf(data, plan);
  await writeOthers(plan, context);
  const card = modelCard({
    recipe,
    text: inputs.recipe,
    profile,
    ...inputsOf(provenance, inputs.models, names),
    tensors: { merged: plan.jobs.length - data.copied.length, copied: data.copied.length },
    bytes: plan.bytes,
    numbers: report.numbers,
    notices: notices.map(({ message }) => message),
    loads: plan.config !== null,
  });
  await writeText(context, 'card', 'README.md', card);
  return report;
}

/** Distances say nothing where tensors are only passed on. */
function figuresOf(data: MergeReport, plan: MergePlan): Report<MergeReport> {
  const copies = plan.jobs.filter(({ kind }) => kind === 'copy').length;
  if (data.parameters === 0 || copies > plan.jobs.length / 2) {
    return { numbers: [{ label: 'Tensors taken as they are', value: copies }], data };
  }
  return reportOf(data);
}

function wrongCount(names: readonly string[], given: number): InputError {
  return new InputError(
    'recipe/models-given',
    `The recipe names ${names.length} models, ${names.join(', ')}, and ${given} ${given === 1 ? 'is' : 'are'} given.`,
    { hint: 'Give each once, in the order in which the recipe first names them.', where: { given } },
  );
}

/** Tensors that cannot be merged must be the same everywhere. */
async function checkSame(
  carried: readonly CarriedTensor[],
  checkpoints: readonly Checkpoint[],
  signal: AbortSignal,
): Promise<void> {
  for (const { job, others } of carried) {
    const alignment = { base: job.entry, models: others.map(({ entry }) => entry) };
    await checkCarried(
      [alignment],
      checkpoints[job.file],
      others.map(({ file }) => checkpoints[file]),
      signal,
    );
  }
}

async function writeOthers(plan: MergePlan, context: RunContext<MergeReport>): Promise<void> {
  if (plan.index !== null) await writeText(context, 'index', indexName, plan.index);
  if (plan.config !== null) await writeText(context, 'config', 'config.json', plan.config);
  for (const companion of plan.companions) await copyFile(companion, context);
}

async function writeText(context: RunContext<MergeReport>, port: string, name: string, text: string): Promise<void> {
  const sink = await context.output(port, name);
  await sink.write(new TextEncoder().encode(text), 0);
}

const pieceBytes = 2 ** 22;

async function copyFile(reference: SourceReference, context: RunContext<MergeReport>): Promise<void> {
  const source = await openSource(reference);
  try {
    const sink = await context.output('companions', nameOf(reference));
    for (let at = 0; at < source.size; at += pieceBytes) {
      throwIfCancelled(context.signal);
      const piece = new Uint8Array(Math.min(pieceBytes, source.size - at));
      await source.readInto(piece, at);
      await sink.write(piece, at);
    }
  } finally {
    await source.close();
  }
}

interface Provenance {
  readonly offprint: string;
  readonly inputs: readonly { readonly name: string; readonly size: number; readonly sha256: string }[];
}

/** The weight files of every model with their hashes, as the runner found them. */
function inputsOf(
  provenance: Readonly<Record<string, string>> | undefined,
  checkpoints: readonly Checkpoint[],
  names: readonly string[],
): { readonly offprint: string; readonly inputs: readonly CardInput[] } {
  const text = provenance?.['offprint'];
  // Written by the runner in this form; a run without a runner has none.
  const facts = text === undefined ? undefined : (JSON.parse(text) as Provenance);
  const weights = new Set(checkpoints.flatMap(({ files }) => files.map(({ name }) => name)));
  const listed = (facts?.inputs ?? []).filter(({ name }) => weights.has(name));
  const owners = checkpoints.flatMap(({ files }, index) => files.map(() => names[index]));
  return {
    offprint: facts?.offprint ?? '',
    inputs: listed.map(({ name, size, sha256 }, index) => ({
      model: owners[index] ?? '',
      file: name,
      bytes: size,
      sha256,
    })),
  };
}

export type { Recipe };
