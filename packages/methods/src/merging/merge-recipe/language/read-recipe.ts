import { nearest } from '../../../nearest.ts';
import { checkModels, checkRequired, idleSettings } from './check-models.ts';
import { otherMethods, recipeMethods } from './methods.ts';
import { readModelName } from './model-name.ts';
import { inOrder, type Problem, RecipeError } from './problem.ts';
import { readBody } from './read-body.ts';
import { readTokenizer, refuseTemplate } from './read-tokenizer.ts';
import { type Reading, readOptional, settingsOf } from './reading.ts';
import type { Recipe, RecipeDType } from './recipe.ts';
import { checkSlices } from './slices.ts';
import { entriesOf, readYaml, textOf, type YamlEntry, type YamlNode } from './yaml-reader.ts';

const topKeys = [
  'merge_method',
  'models',
  'slices',
  'modules',
  'base_model',
  'parameters',
  'dtype',
  'out_dtype',
  'tokenizer_source',
  'tokenizer',
  'chat_template',
  'name',
] as const;

export interface ReadRecipe {
  /** Null where something keeps it from being one. */
  readonly recipe: Recipe | null;
  /** In the order of lines. */
  readonly problems: readonly Problem[];
  /** As much of it as could be read in spite of the problems. */
  readonly draft: Recipe | null;
}

/** Reads a merge configuration and finds all that is wrong with it as a text. O(length). */
export function readRecipe(text: string): ReadRecipe {
  const problems: Problem[] = [];
  const root = readYaml(text, problems);
  const draft = root === null ? null : readRoot(root, problems);
  return { recipe: problems.length === 0 ? draft : null, problems: inOrder(problems), draft };
}

/** @throws RecipeError `recipe/…` with the line of the first problem, and those of the others */
export function parseRecipe(text: string): Recipe {
  const { recipe, problems } = readRecipe(text);
  if (recipe === null) throw new RecipeError(problems);
  return recipe;
}

function readRoot(root: YamlNode, problems: Problem[]): Recipe | null {
  const top = entriesOf(root, 'a recipe', topKeys, problems);
  const method = readMethod(top.get('merge_method'), root, problems);
  const reading: Reading = { problems, method };
  const base = readOptional(top.get('base_model'), (node) => readModelName(node, 'base_model', problems));
  const parameters = settingsOf(top.get('parameters'), 'the recipe', reading);
  const { slices, moduleParameters } = readBody(top, root, reading);
  const tokenizer = readTokenizer(top, base, problems);
  refuseTemplate(top.get('chat_template'), problems);
  const recipe: Recipe = {
    name: readOptional(top.get('name'), (node) => textOf(node, 'name', problems)),
    method: method?.name ?? '',
    base,
    slices,
    parameters,
    moduleParameters,
    dtype: readDType(top.get('dtype'), 'dtype', problems),
    outDtype: readDType(top.get('out_dtype'), 'out_dtype', problems),
    tokenizer,
    notices: [],
  };
  if (method !== null && slices.length > 0) {
    checkModels(recipe, method, root, problems);
    checkRequired(recipe, method, problems);
    checkSlices(recipe, problems);
  }
  return method === null ? recipe : { ...recipe, notices: idleSettings(recipe, method) };
}

function readMethod(entry: YamlEntry | undefined, root: YamlNode, problems: Problem[]): Reading['method'] {
  const names = Object.keys(recipeMethods);
  if (entry === undefined) {
    problems.push({
      code: 'recipe/missing',
      ...root.at,
      message: 'the recipe names no merge_method.',
      hint: `Add a line such as merge_method: ties. There are ${names.join(', ')}.`,
    });
    return null;
  }
  const name = textOf(entry.value, 'merge_method', problems);
  if (name === null) return null;
  const rule = Object.hasOwn(recipeMethods, name) ? recipeMethods[name] : undefined;
  if (rule !== undefined) return { name, rule };
  const instead = Object.hasOwn(otherMethods, name) ? otherMethods[name] : undefined;
  const near = nearest(name, names);
  problems.push({
    code: instead === undefined ? 'recipe/unknown-method' : 'recipe/not-supported',
    ...entry.value.at,
    message:
      instead === undefined ? `there is no merge method “${name}”.` : `the merge method ${name} does not run here.`,
    hint:
      instead !== undefined
        ? `What comes nearest: ${instead}.`
        : near === undefined
          ? `There are ${names.join(', ')}.`
          : `Did you mean ${near}?`,
  });
  // The rest is read as if it had been written so, for what else there is to find.
  return near === undefined || instead !== undefined ? null : { name: near, rule: recipeMethods[near] };
}

const dtypes: Readonly<Record<string, RecipeDType>> = {
  float32: 'F32',
  float16: 'F16',
  bfloat16: 'BF16',
  float64: 'F64',
  fp32: 'F32',
  fp16: 'F16',
  bf16: 'BF16',
};

function readDType(entry: YamlEntry | undefined, what: string, problems: Problem[]): RecipeDType | null {
  return readOptional(entry, (node) => {
    const text = textOf(node, what, problems)?.replace(/^torch\./, '');
    if (text === undefined) return null;
    if (Object.hasOwn(dtypes, text)) return dtypes[text];
    problems.push({
      code: 'recipe/wrong-value',
      ...node.at,
      message: `${what} must be float32, float16, bfloat16 or float64, not ${JSON.stringify(text)}.`,
      hint: `Did you mean ${nearest(text, Object.keys(dtypes)) ?? 'bfloat16'}?`,
    });
    return null;
  });
}
