import { asOffprintError, type ErrorRecord, throwIfCancelled } from '@offprint/errors';
import type { Checkpoint, TensorEntry } from '@offprint/files';
import { groupJobs } from '../../checkpoints/job-chunks.ts';
import { type Job, type MergeJob, operandsOf } from '../../checkpoints/jobs.ts';
import { engineMemory } from '../../checkpoints/merge-estimate.ts';
import { findRule } from '../../checkpoints/rules.ts';
import { bytesOf, isFloat } from '../../checkpoints/tensors.ts';
import type { Notice } from '../../method.ts';
import { pairsOf } from '../model-stock/ratio.ts';
import { inOrder, type Problem } from './language/problem.ts';
import { readRecipe } from './language/read-recipe.ts';
import { modelNamesOf, type Recipe } from './language/recipe.ts';
import { firstNotFinite } from './not-finite.ts';
import { type MergePlan, type PlanSettings, planRecipe } from './plan/plan-recipe.ts';

export interface CheckRequest {
  /** The recipe in YAML. */
  readonly text: string;
  readonly settings: PlanSettings;
  readonly threads: number;
  /** Opens a model or adapter by the name that the recipe gives it. */
  open(name: string): Promise<Checkpoint>;
  /** Bytes that are free where the output would go; undefined where that is not known. */
  readonly freeBytes?: number;
  /** Whether every number is looked at. That reads all files; nothing else here does. */
  readonly lookAtNumbers?: boolean;
  readonly signal?: AbortSignal;
}

/** What a merge would do and cost. */
export interface MergeForecast {
  readonly method: string;
  readonly models: readonly string[];
  readonly tensors: { readonly merged: number; readonly copied: number };
  readonly parameters: number;
  readonly bytes: {
    /** Of all files that went in: each is read once to be hashed. */
    readonly inputs: number;
    /** That the merge itself reads, some of it several times. */
    readonly read: number;
    readonly written: number;
  };
  readonly files: readonly string[];
  readonly seconds: number;
  /** Bytes of memory that the run stays below. */
  readonly memory: number;
  readonly disk: { readonly needed: number; readonly free: number | null };
}

export interface CheckReport {
  /** Whether the merge will run. */
  readonly ok: boolean;
  /** In the order of lines. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
  /** Null where there are problems that keep a plan from being made. */
  readonly forecast: MergeForecast | null;
}

/**
 * Says whether a recipe will run, and what that costs, from headers and configurations alone. Every problem that can be
 * found is found at once.
 */
export async function checkRecipe(request: CheckRequest): Promise<CheckReport> {
  const { recipe, problems, draft } = readRecipe(request.text);
  const opened = draft === null ? { checkpoints: [], problems: [] } : await openAll(draft, request);
  try {
    const before = inOrder([...problems, ...opened.problems]);
    if (recipe === null || before.length > 0) return { ok: false, problems: before, notices: [], forecast: null };
    const { plan, ...planned } = await planRecipe(recipe, opened.checkpoints, request.settings);
    if (plan === null) return { ok: false, ...planned, forecast: null };
    const forecast = await forecastOf(recipe, plan, opened.checkpoints, request);
    const found = request.lookAtNumbers === true ? await lookAtNumbers(recipe, opened.checkpoints, request) : [];
    const full = diskProblem(forecast, recipe);
    const all = inOrder([...found, ...full]);
    return { ok: all.length === 0, problems: all, notices: planned.notices, forecast };
  } finally {
    for (const checkpoint of opened.checkpoints) await checkpoint.close();
  }
}

/** Where a name first stands in the recipe. */
function placeOf({ base, slices, tokenizer }: Recipe, name: string): Pick<Problem, 'line' | 'column'> {
  const all = [base, ...slices.flatMap((slice) => [slice.base, ...slice.sources.map(({ model }) => model)]), tokenizer];
  const found = all.find((one) => one?.model === name || one?.adapter === name);
  return { line: found?.line ?? 1, column: found?.column ?? 1 };
}

/** An error of a file as a problem of the line that names the file. */
export function problemOfFile(recipe: Recipe, name: string, error: ErrorRecord): Problem {
  const { code, message, hint = '' } = error;
  return { code, ...placeOf(recipe, name), message, hint };
}

async function openAll(
  recipe: Recipe,
  { open, signal }: CheckRequest,
): Promise<{ readonly checkpoints: readonly Checkpoint[]; readonly problems: readonly Problem[] }> {
  const names = modelNamesOf(recipe);
  const settled = await Promise.allSettled(names.map((name) => open(name)));
  if (signal !== undefined) throwIfCancelled(signal);
  const problems = settled.flatMap((result, index): Problem[] =>
    result.status === 'rejected' ? [problemOfFile(recipe, names[index], asOffprintError(result.reason).toJSON())] : [],
  );
  const checkpoints = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { checkpoints, problems: inOrder(problems) };
}

/** Bytes that one thread hashes, and reads, merges and writes, in a second; measured on a core of a server. */
const hashedASecond = 5e8;
const mergedASecond = 5e8;
const startSeconds = 0.3;
/** Seconds that one thread needs for a parameter and a pair of models, where inner products are summed as mergekit does. */
const faithfulProduct = 7e-8;

async function forecastOf(
  recipe: Recipe,
  plan: MergePlan,
  checkpoints: readonly Checkpoint[],
  { threads, freeBytes }: CheckRequest,
): Promise<MergeForecast> {
  const merges = plan.jobs.filter((job): job is MergeJob => job.kind === 'merge');
  const inputs = checkpoints.reduce((sum, { bytes }) => sum + bytes, 0);
  const read = await bytesRead(plan);
  const others = plan.index === null ? 0 : plan.index.length;
  return {
    method: recipe.method,
    models: modelNamesOf(recipe),
    tensors: { merged: merges.length, copied: plan.jobs.length - merges.length },
    parameters: plan.jobs.reduce((sum, job) => sum + elementsIn(job), 0),
    bytes: { inputs, read, written: plan.bytes },
    files: plan.shards.map(({ name }) => name),
    seconds:
      startSeconds +
      (inputs / hashedASecond + (read + plan.bytes) / mergedASecond + faithfulSeconds(merges, plan)) / threads,
    memory: engineMemory(threads),
    disk: { needed: plan.bytes + others, free: freeBytes ?? null },
  };
}

function faithfulSeconds(jobs: readonly MergeJob[], { rounding }: MergePlan): number {
  if (rounding !== 'mergekit') return 0;
  return jobs
    .filter(({ rule, compute }) => rule === 'model_stock' && (compute === 'BF16' || compute === 'F16'))
    .reduce((sum, job) => sum + elementsIn(job) * pairsOf(job.models.length - 1) * faithfulProduct, 0);
}

function elementsIn(job: Job): number {
  return job.kind === 'copy' ? job.entry.elements : job.shape.reduce((product, size) => product * size, 1);
}

/** A tensor that one chunk holds is read once; a longer one once for each pass of its rule, and once to merge it. */
async function bytesRead({ jobs, scope }: MergePlan): Promise<number> {
  let sum = 0;
  for (const job of jobs) if (job.kind === 'copy') sum += job.entry.bytes;
  for (const { chunks } of groupJobs(jobs, [...jobs.keys()], scope)) {
    const members = new Set(chunks.flatMap(({ segments }) => segments.map(({ job }) => job)));
    for (const index of members) {
      const job = jobs[index];
      if (job.kind !== 'merge') continue;
      const { passes } = await findRule(job.rule);
      const needed = passes.filter((pass) => pass.needed?.(job.parameters) !== false).length;
      sum += operandBytes(job) * (chunks.length > 1 ? needed + 1 : 1);
    }
  }
  return sum;
}

function operandBytes(job: MergeJob): number {
  const adapters = operandsOf(job).flatMap((operand) => operand.adapters ?? []);
  return (
    operandsOf(job).reduce((sum, { entry }) => sum + entry.elements * bytesOf[entry.dtype], 0) +
    adapters.reduce((sum, { a, b }) => sum + a.bytes + b.bytes, 0)
  );
}

function diskProblem({ disk }: MergeForecast, recipe: Recipe): readonly Problem[] {
  if (disk.free === null || disk.free >= disk.needed) return [];
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
  return [
    {
      code: 'recipe/disk-full',
      line: recipe.slices[0].line,
      column: 1,
      message: `the output has ${gigabytes(disk.needed)}, and ${gigabytes(disk.free)} are free where it goes.`,
      hint: 'Make room, or choose a folder on another disk.',
    },
  ];
}

async function lookAtNumbers(
  recipe: Recipe,
  checkpoints: readonly Checkpoint[],
  { signal }: CheckRequest,
): Promise<readonly Problem[]> {
  const names = modelNamesOf(recipe);
  const problems: Problem[] = [];
  for (const [index, checkpoint] of checkpoints.entries()) {
    const found = await firstNotFinite(checkpoint, floatsOf(checkpoint), signal);
    if (found === null) continue;
    problems.push({
      code: 'recipe/not-finite',
      ...placeOf(recipe, names[index]),
      message: `tensor “${found.tensor}” of ${names[index]} holds ${found.value} at element ${found.element}.`,
      hint: 'Every number must be finite; a NaN or infinity comes from a failed training run or conversion.',
    });
  }
  return problems;
}

function floatsOf({ tensors }: Checkpoint): readonly TensorEntry[] {
  return [...tensors.values()].filter(({ dtype }) => isFloat(dtype));
}
