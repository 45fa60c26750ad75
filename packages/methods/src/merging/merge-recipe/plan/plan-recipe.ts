import type { Checkpoint, SourceReference } from '@offprint/files';
import { elementsOf, type Job } from '../../../checkpoints/jobs.ts';
import type { MergeReport } from '../../../checkpoints/merge-report.ts';
import { bytesOf, type Rounding } from '../../../checkpoints/tensors.ts';
import type { Notice } from '../../../method.ts';
import { sameName, shownName } from '../language/model-name.ts';
import { inOrder, type Problem } from '../language/problem.ts';
import type { Recipe } from '../language/recipe.ts';
import { carriedOver } from './companions.ts';
import { basedOf, type Layout, layOut, referenceOf, viewOf } from './lay-out.ts';
import { type ModelView, viewModels } from './model-view.ts';
import { outputConfig, tokenizerOf } from './output-config.ts';
import { divideIntoShards, indexOfShards } from './shards.ts';
import { type CarriedTensor, createPlanner, type PlanSettings } from './tensor-jobs.ts';
import type { RecipeProfile } from './tensor-rule.ts';

export type { CarriedTensor, PlanSettings } from './tensor-jobs.ts';

/** All that a merge will do, as plain data. */
export interface MergePlan {
  readonly jobs: readonly Job[];
  readonly carried: readonly CarriedTensor[];
  /** Whether statistics are of a tensor or of the whole model. */
  readonly scope: 'tensor' | 'model';
  readonly rounding: Rounding;
  readonly shards: readonly { readonly name: string; readonly members: readonly number[] }[];
  /** Text of the index; null for a single file. */
  readonly index: string | null;
  /** Text of `config.json`; null where the models have none. */
  readonly config: string | null;
  /** Files that are carried over as they are. */
  readonly companions: readonly SourceReference[];
  /** Names of the models in reports. */
  readonly models: readonly string[];
  readonly reference: MergeReport['reference'];
  /** Bytes of all tensors of the output. */
  readonly bytes: number;
  /** Metadata of the model whose names the output has. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface Planned {
  readonly plan: MergePlan | null;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/**
 * Plans a merge from headers and configurations alone.
 * @param checkpoints in the order of `modelNamesOf(recipe)`
 */
export async function planRecipe(
  recipe: Recipe,
  checkpoints: readonly Checkpoint[],
  settings: PlanSettings,
): Promise<Planned> {
  const problems: Problem[] = [];
  const notices: Notice[] = recipe.notices.map(({ code, line, message }) => ({
    code,
    message: `Line ${line}: ${message}`,
  }));
  const views = await viewModels(recipe, checkpoints, problems);
  const layout = problems.length > 0 ? null : layOut(recipe, views, problems);
  if (layout === null) return { plan: null, problems: inOrder(problems), notices };
  const planner = createPlanner(recipe, views, settings);
  const jobs = layout.spots.flatMap((spot) => planner.jobOf(spot) ?? []);
  problems.push(...planner.problems(), ...scopeProblems(recipe, jobs, settings.profile));
  if (layout.layers === null) notices.push(...leftOut(recipe, views, layout));
  notices.push(...planner.notices());
  const donor = donorOf(recipe, views);
  const tokenizer = await tokenizerOf(recipe, views, donor, problems);
  if (problems.length === 0 && jobs.every(({ kind }) => kind === 'copy') && recipe.method !== 'passthrough') {
    problems.push({
      code: 'recipe/nothing-to-merge',
      line: recipe.slices[0].line,
      column: 1,
      message: 'the models have no tensor of floating-point numbers in common.',
      hint: 'Choose models in float32, float16 or bfloat16; quantised weights cannot be merged.',
    });
  }
  if (problems.length > 0 || donor === undefined) return { plan: null, problems: inOrder(problems), notices };
  const sized = jobs.map((job) => ({ name: job.name, bytes: bytesOfJob(job) }));
  const shards = divideIntoShards(sized, settings.shardBytes);
  const config = outputConfig(recipe, donor, layout, jobs);
  if (donor.configText === null) {
    notices.push({ code: 'recipe/no-config', message: `${donor.name} has no config.json, so the output has none.` });
  }
  return {
    plan: {
      jobs,
      carried: planner.carried(),
      scope: settings.profile === 'paper' && recipe.method === 'ties' ? 'model' : 'tensor',
      rounding: settings.profile === 'mergekit' ? 'mergekit' : 'precise',
      shards,
      index: indexOfShards(sized, shards),
      config,
      companions: [
        ...carriedOver(donor.checkpoint.companions.filter((one) => !tokenizer.replaced(one))),
        ...tokenizer.files,
      ],
      models: reportedModels(recipe),
      reference: basedOf(recipe, recipe.slices[0]) === null || recipe.method === 'slerp' ? 'first model' : 'base',
      bytes: sized.reduce((sum, { bytes }) => sum + bytes, 0),
      metadata: { format: 'pt', ...donor.checkpoint.metadata },
    },
    problems: [],
    notices,
  };
}

/** Bytes of a job's tensor in the output. */
export function bytesOfJob(job: Job): number {
  return job.kind === 'copy' ? job.entry.bytes : elementsOf(job) * bytesOf[job.dtype];
}

/** The model whose configuration and other files go along: the base, else the first. */
function donorOf(recipe: Recipe, views: ReadonlyMap<string, ModelView>): ModelView | undefined {
  const [slice] = recipe.slices;
  const based = basedOf(recipe, slice);
  const merged = recipe.method === 'passthrough' ? recipe.base : null;
  return viewOf(views, based ?? merged ?? referenceOf(recipe, slice).model);
}

function reportedModels(recipe: Recipe): readonly string[] {
  const lists = recipe.slices.map((slice) => {
    const base = basedOf(recipe, slice);
    const others = slice.sources
      .filter(({ model }) => base === null || !sameName(model, base))
      .map(({ model }) => model);
    return (recipe.method === 'slerp' && base !== null ? [base, ...others] : others).map(shownName);
  });
  const most = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: most }, (_, index) => {
    const names = [...new Set(lists.flatMap((list) => list[index] ?? []))];
    return names.length === 1 ? names[0] : `source ${index + 1}`;
  });
}

/** The paper trims over the whole model, which leaves no room for parameters that differ from tensor to tensor. */
function scopeProblems(recipe: Recipe, jobs: readonly Job[], profile: RecipeProfile): Problem[] {
  if (profile !== 'paper' || recipe.method !== 'ties') return [];
  const kinds = new Set(jobs.flatMap((job) => (job.kind === 'merge' ? [JSON.stringify(job.parameters)] : [])));
  if (kinds.size <= 1) return [];
  const levels = [
    recipe.parameters,
    ...recipe.slices.flatMap(({ sources }) => sources.map(({ parameters }) => parameters)),
  ];
  const varied = levels
    .flatMap((level) => [...level.values()])
    .find(
      ({ conditions }) =>
        conditions.length > 1 || conditions.some(({ values, filter }) => values.length > 1 || filter !== null),
    );
  return [
    {
      code: 'recipe/profile',
      line: varied?.line ?? recipe.slices[0].line,
      column: 1,
      message: 'the profile paper trims over the whole model, so parameters cannot differ from tensor to tensor.',
      hint: 'Choose the profile mergekit, which trims each tensor by itself, or give single numbers.',
    },
  ];
}

/** Tensors of the models that the output does not have: told, for they are lost. */
function leftOut(recipe: Recipe, views: ReadonlyMap<string, ModelView>, { spots }: Layout): Notice[] {
  const kept = new Set(spots.map(({ output }) => output));
  const [slice] = recipe.slices;
  return slice.sources.flatMap(({ model }): Notice[] => {
    const view = viewOf(views, model);
    const lost = [...(view?.tensors.keys() ?? [])].filter((name) => !kept.has(name));
    if (lost.length === 0) return [];
    const more = lost.length === 1 ? '' : ` and ${lost.length - 1} more`;
    return [
      {
        code: 'recipe/left-out',
        message: `${shownName(model)} has “${lost[0]}”${more}, which the output does not have.`,
      },
    ];
  });
}
