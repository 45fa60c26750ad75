import type { CopyJob, Job, MergeJob, Operand } from '../../../checkpoints/jobs.ts';
import { type Embedding, type FloatDType, type FloatEntry, isFloat } from '../../../checkpoints/tensors.ts';
import type { Notice } from '../../../method.ts';
import { type ModelName, sameName, shownName } from '../language/model-name.ts';
import type { Problem } from '../language/problem.ts';
import type { Recipe, Source } from '../language/recipe.ts';
import type { ModelTensor } from './adapter.ts';
import { basedOf, referenceOf, viewOf } from './lay-out.ts';
import { type ModelView, tensorOf } from './model-view.ts';
import type { Spot } from './resolve.ts';
import { compareShapes } from './shapes.ts';
import { type RecipeProfile, type TensorRule, tensorRuleOf } from './tensor-rule.ts';

export interface PlanSettings {
  readonly profile: RecipeProfile;
  /** What to do where vocabularies have other numbers of rows. */
  readonly embedding: Embedding;
  /** Most bytes of a file of the output. */
  readonly shardBytes: number;
  readonly seed: number;
}

/** A tensor of whole numbers, and the same tensor elsewhere: it is taken as it is if all are the same. */
export interface CarriedTensor {
  readonly job: CopyJob;
  readonly others: readonly { readonly file: number; readonly entry: CopyJob['entry'] }[];
}

/** The sources that are merged: beside the base, where changes from it are merged; the base first, for slerp. */
function mergedSources(recipe: Recipe, spot: Spot): readonly Source[] {
  const base = basedOf(recipe, spot.slice);
  if (base === null) return spot.slice.sources;
  return spot.slice.sources.filter(({ model }) => !sameName(model, base));
}

/** Makes the job of one tensor after another, and keeps what is to be told of them. */
export interface Planner {
  jobOf(spot: Spot): Job | null;
  problems(): readonly Problem[];
  notices(): readonly Notice[];
  carried(): readonly CarriedTensor[];
}

/** A fault that many tensors share, told once. */
interface Fault {
  readonly problem: Problem;
  times: number;
}

export function createPlanner(recipe: Recipe, views: ReadonlyMap<string, ModelView>, settings: PlanSettings): Planner {
  const faults = new Map<string, Fault>();
  const carried: CarriedTensor[] = [];
  const ties = new Set<string>();
  const rows = new Set<string>();
  const refuse = (key: string, problem: Problem): null => {
    const fault = faults.get(key);
    if (fault === undefined) faults.set(key, { problem, times: 1 });
    else fault.times++;
    return null;
  };
  const find = (model: ModelName, name: string, line: number): ModelTensor | null => {
    const view = viewOf(views, model);
    const found = view === undefined ? undefined : tensorOf(view, name);
    if (found === undefined) {
      return refuse(`missing ${shownName(model)} ${line}`, {
        code: 'recipe/names-differ',
        line,
        column: 1,
        message: `tensor “${name}” is not in ${shownName(model)}.`,
        hint: 'Choose models of the same architecture, fine-tuned from the same base.',
      });
    }
    if (found.tied) ties.add(shownName(model));
    return found.tensor;
  };
  return {
    jobOf(spot) {
      const { slice, output } = spot;
      const reference = referenceOf(recipe, slice);
      const based = basedOf(recipe, slice);
      const referenceModel = based ?? reference.model;
      const referenceLine = based === null ? reference.line : based.line;
      const own = find(referenceModel, nameIn(spot, referenceModel, reference), referenceLine);
      if (own === null) return null;
      const merged = mergedSources(recipe, spot);
      const sources = merged.map((source) => ({ source, tensor: find(source.model, spot.input(source), source.line) }));
      const others: { source: Source; tensor: ModelTensor }[] = [];
      for (const { source, tensor } of sources) {
        if (tensor === null) return null;
        const compared = compareShapes(
          { model: shownName(referenceModel), entry: own.entry },
          { model: shownName(source.model), entry: tensor.entry },
          settings.embedding,
        );
        if (typeof compared === 'object') {
          return refuse(`shape ${shownName(source.model)} ${source.line}`, {
            code: 'recipe/shapes-differ',
            line: source.line,
            column: 1,
            ...compared,
          });
        }
        if (compared !== 'same')
          rows.add(`${shownName(source.model)}: the vocabulary rows of “${output}” are ${compared}.`);
        others.push({ source, tensor });
      }
      if (![own, ...others.map(({ tensor }) => tensor)].every(isFloatTensor) || !isFloatTensor(own)) {
        return carry(output, own, others);
      }
      const rule = ruleFor(spot, merged);
      if (rule === null) return null;
      const operands = others.map(({ tensor }) => operandOf(tensor));
      return recipe.method === 'passthrough'
        ? passOn(spot, operands[0], rule)
        : mergeJob(spot, own, based === null ? operands[0] : operandOf(own), operands, rule);
    },
    problems: () =>
      [...faults.values()].map(({ problem, times }) =>
        times === 1 ? problem : { ...problem, message: `${problem.message} ${times - 1} more like it.` },
      ),
    notices: () => [
      ...[...ties].map((name) => ({
        code: 'recipe/tied-weights',
        message: `${name} ties its vocabulary weights and stores one of them, which stands for both.`,
      })),
      ...[...rows].map((message) => ({ code: 'recipe/vocabulary-rows', message })),
      ...(carried.length === 0
        ? []
        : [{ code: 'recipe/carried-over', message: `Taken as they are: ${carriedNames(carried)}.` }]),
    ],
    carried: () => carried,
  };

  function nameIn(spot: Spot, model: ModelName, reference: Source): string {
    const source = spot.slice.sources.find((one) => sameName(one.model, model)) ?? reference;
    return spot.input(source);
  }

  function carry(
    name: string,
    own: ModelTensor,
    others: readonly { source: Source; tensor: ModelTensor }[],
  ): Job | null {
    const odd = others.find(({ tensor }) => tensor.entry.dtype !== own.entry.dtype);
    if (odd !== undefined) {
      return refuse(`format ${odd.source.line}`, {
        code: 'recipe/formats-differ',
        line: odd.source.line,
        column: 1,
        message: `tensor “${name}” is ${odd.tensor.entry.dtype} in ${shownName(odd.source.model)}, and ${own.entry.dtype} in the model that it is merged with.`,
        hint: 'Only floating-point formats may differ between models; quantised weights cannot be merged.',
      });
    }
    const job: CopyJob = { kind: 'copy', name, file: own.file, entry: own.entry };
    carried.push({ job, others: others.map(({ tensor }) => tensor).filter(({ file }) => file !== own.file) });
    return job;
  }

  function ruleFor(spot: Spot, sources: readonly Source[]): TensorRule | null {
    const problems: Problem[] = [];
    const rule = tensorRuleOf({ recipe, spot, sources, profile: settings.profile, seed: settings.seed }, problems);
    for (const problem of problems) refuse(`${problem.code} ${problem.line} ${problem.hint}`, problem);
    return rule;
  }

  function mergeJob(
    { output: name }: Spot,
    own: ModelTensor & { readonly entry: FloatEntry },
    base: Operand,
    operands: readonly Operand[],
    { rule, parameters }: TensorRule,
  ): MergeJob {
    const compute = recipe.dtype ?? own.entry.dtype;
    const models = recipe.method === 'slerp' ? [base, ...operands] : operands;
    const dtype = recipe.outDtype ?? compute;
    return { kind: 'merge', name, shape: own.entry.shape, dtype, compute, rule, parameters, base, models };
  }

  function passOn({ output: name }: Spot, operand: Operand, { rule, parameters }: TensorRule): Job {
    const { entry, file } = operand;
    const dtype: FloatDType = recipe.outDtype ?? recipe.dtype ?? entry.dtype;
    const { weights } = parameters as { readonly weights: readonly number[] };
    if (weights[0] === 1 && dtype === entry.dtype && operand.adapters === undefined) {
      return { kind: 'copy', name, file, entry };
    }
    // The number is scaled in float32 and rounded once, whatever its format.
    const compute = 'F32';
    return { kind: 'merge', name, shape: entry.shape, dtype, compute, rule, parameters, base: null, models: [operand] };
  }
}

function isFloatTensor(tensor: ModelTensor): tensor is ModelTensor & { readonly entry: FloatEntry } {
  return isFloat(tensor.entry.dtype);
}

function operandOf({ file, entry, adapters }: ModelTensor): Operand {
  // Only tensors that were found to be of floating-point numbers come here.
  const own = entry as FloatEntry;
  return adapters === undefined ? { file, entry: own } : { file, entry: own, adapters };
}

function carriedNames(carried: readonly CarriedTensor[]): string {
  const names = carried.map(({ job }) => `${job.name} (${job.entry.dtype})`);
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
