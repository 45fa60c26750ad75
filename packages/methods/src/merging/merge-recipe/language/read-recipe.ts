import { nearest } from '../../../nearest.ts';
import { type MethodRule, otherMethods, recipeMethods } from './methods.ts';
import { type ModelName, readModelName, sameName, shownName } from './model-name.ts';
import { inOrder, type Problem, RecipeError } from './problem.ts';
import type { Recipe, RecipeDType, Slice, Source } from './recipe.ts';
import { noSettings, readSettings, type Settings } from './settings.ts';
import { checkSlices, readLayers } from './slices.ts';
import { entriesOf, itemsOf, readYaml, shownNode, textOf, type YamlEntry, type YamlNode } from './yaml-reader.ts';

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

interface Reading {
  readonly problems: Problem[];
  readonly method: { readonly name: string; readonly rule: MethodRule } | null;
}

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

function readOptional<T>(entry: YamlEntry | undefined, read: (node: YamlNode) => T | null): T | null {
  if (entry === undefined || (entry.value.kind === 'value' && entry.value.value === null)) return null;
  return read(entry.value);
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

function settingsOf(entry: YamlEntry | undefined, where: string, { method, problems }: Reading): Settings {
  return readOptional(entry, (node) => readSettings(node, where, method, problems)) ?? noSettings;
}

/** One of `models`, `slices` and `modules`, as slices. */
function readBody(
  top: ReadonlyMap<string, YamlEntry>,
  root: YamlNode,
  reading: Reading,
): { readonly slices: readonly Slice[]; readonly moduleParameters: Settings } {
  const { problems } = reading;
  const given = ['models', 'slices', 'modules'].flatMap((key) => top.get(key) ?? []);
  const [only, second] = given;
  if (only === undefined || second !== undefined) {
    problems.push({
      code: second === undefined ? 'recipe/missing' : 'recipe/contradiction',
      ...(second?.at ?? root.at),
      message:
        second === undefined
          ? 'the recipe names neither models nor slices.'
          : `the recipe has both ${only?.key} and ${second.key}.`,
      hint: 'Give models to merge whole models, or slices to put layers together, not both.',
    });
    return { slices: [], moduleParameters: noSettings };
  }
  if (only.key === 'modules') return readModules(only, reading);
  return { slices: readSlices(only, reading), moduleParameters: noSettings };
}

function readModules(entry: YamlEntry, reading: Reading): ReturnType<typeof readBody> {
  const { problems } = reading;
  const none = { slices: [], moduleParameters: noSettings };
  if (entry.value.kind !== 'map' || entry.value.entries.length !== 1) {
    problems.push({
      code: 'recipe/not-supported',
      ...entry.at,
      message: `modules must be one module here, not ${entry.value.kind === 'map' ? entry.value.entries.length : shownNode(entry.value)}.`,
      hint: 'Models of several modules, such as vision and text, are merged whole: give models instead.',
    });
    return none;
  }
  const [{ key, value }] = entry.value.entries;
  const module = entriesOf(value, `module ${key}`, ['models', 'slices', 'parameters'], problems);
  const body = module.get('slices') ?? module.get('models');
  if (body === undefined || (module.has('slices') && module.has('models'))) {
    problems.push({
      code: 'recipe/missing',
      ...value.at,
      message: `module ${key} must have either models or slices.`,
      hint: 'Give one of the two.',
    });
    return none;
  }
  return {
    slices: readSlices(body, reading),
    moduleParameters: settingsOf(module.get('parameters'), `module ${key}`, reading),
  };
}

function readSlices({ key, at, value }: YamlEntry, reading: Reading): readonly Slice[] {
  const { problems } = reading;
  if (key === 'models') {
    const sources = itemsOf(value, 'models', problems).flatMap((node) =>
      readSource(node, 'an entry of models', false, reading),
    );
    return sources.length === 0 ? [] : [{ sources, base: null, parameters: noSettings, line: at.line }];
  }
  return itemsOf(value, 'slices', problems).flatMap((node): Slice[] => {
    const entries = entriesOf(node, 'a slice', ['sources', 'base_model', 'parameters', 'residual_weight'], problems);
    const residual = entries.get('residual_weight');
    if (residual !== undefined) {
      problems.push({
        code: 'recipe/not-supported',
        ...residual.at,
        message: 'residual_weight is not known here.',
        hint: 'Leave it out, or scale tensors with the parameter scale of passthrough.',
      });
    }
    const list = entries.get('sources');
    if (list === undefined) {
      problems.push({
        code: 'recipe/missing',
        ...node.at,
        message: 'a slice has no sources.',
        hint: 'Give sources: a list of models with their layer_range.',
      });
      return [];
    }
    const sources = itemsOf(list.value, 'sources', problems).flatMap((source) =>
      readSource(source, 'a source', true, reading),
    );
    const base = readOptional(entries.get('base_model'), (name) => readModelName(name, 'base_model', problems));
    const parameters = settingsOf(entries.get('parameters'), 'a slice', reading);
    return sources.length === 0 ? [] : [{ sources, base, parameters, line: node.at.line }];
  });
}

function readSource(node: YamlNode, what: string, layered: boolean, reading: Reading): Source[] {
  const { problems } = reading;
  const keys = layered ? ['model', 'layer_range', 'parameters'] : ['model', 'parameters'];
  const entries = entriesOf(node, what, keys, problems);
  const name = entries.get('model');
  if (name === undefined) {
    if (node.kind === 'map') {
      problems.push({
        code: 'recipe/missing',
        ...node.at,
        message: `${what} names no model.`,
        hint: 'Begin it with - model: and the path of a folder.',
      });
    }
    return [];
  }
  const model = readModelName(name.value, 'model', problems);
  const layers = layered ? readLayers(entries.get('layer_range'), node, problems) : null;
  const parameters = settingsOf(entries.get('parameters'), model === null ? what : shownName(model), reading);
  return model === null ? [] : [{ model, layers, parameters, line: node.at.line }];
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

/** Whose tokenizer is taken. Vocabularies are not made anew here. */
function readTokenizer(
  top: ReadonlyMap<string, YamlEntry>,
  base: ModelName | null,
  problems: Problem[],
): ModelName | null {
  const table = top.get('tokenizer');
  if (table !== undefined) {
    const entries = entriesOf(table.value, 'tokenizer', ['source', 'tokens', 'pad_to_multiple_of'], problems);
    for (const key of ['tokens', 'pad_to_multiple_of']) {
      const entry = entries.get(key);
      if (entry !== undefined) refuseTokenizer(entry.value, `tokenizer ${key}`, problems);
    }
    return readOptional(entries.get('source'), (node) => readTokenizerSource(node, base, problems));
  }
  return readOptional(top.get('tokenizer_source'), (node) => readTokenizerSource(node, base, problems));
}

function readTokenizerSource(node: YamlNode, base: ModelName | null, problems: Problem[]): ModelName | null {
  if (node.kind === 'value' && node.value === 'base') return base;
  if (node.kind === 'value' && node.value === 'union') {
    refuseTokenizer(node, 'a union of tokenizers', problems);
    return null;
  }
  if (node.kind === 'value' && typeof node.value === 'string') {
    return readModelName({ ...node, value: node.value.replace(/^model:/, '') }, 'tokenizer_source', problems);
  }
  return readModelName(node, 'tokenizer_source', problems);
}

function refuseTokenizer(node: YamlNode, what: string, problems: Problem[]): void {
  problems.push({
    code: 'recipe/not-supported',
    ...node.at,
    message: `${what} is not made here.`,
    hint: 'Use tokenizer_source: base; vocabularies of other sizes are cropped or padded to the base’s by the setting embedding.',
  });
}

function refuseTemplate(entry: YamlEntry | undefined, problems: Problem[]): void {
  if (
    entry === undefined ||
    (entry.value.kind === 'value' && (entry.value.value === null || entry.value.value === 'auto'))
  )
    return;
  problems.push({
    code: 'recipe/not-supported',
    ...entry.at,
    message: 'a chat_template other than the base’s is not written here.',
    hint: 'Leave it out: the tokenizer files of the base are carried over with its template.',
  });
}

/** How many models there are, and whether one of them is the base. */
function checkModels(
  recipe: Recipe,
  method: NonNullable<Reading['method']>,
  root: YamlNode,
  problems: Problem[],
): void {
  const { name, rule } = method;
  for (const slice of recipe.slices) {
    const base = slice.base ?? recipe.base;
    if (rule.base === 'needed' && base === null) {
      problems.push({
        code: 'recipe/missing',
        ...root.at,
        message: `${name} needs a base_model.`,
        hint: 'Name the model that the others were fine-tuned from, or the first of the two for slerp.',
      });
      return;
    }
    const isBase = ({ model }: Source): boolean => base !== null && sameName(model, base);
    const others = rule.base === 'needed' ? slice.sources.filter((source) => !isBase(source)) : slice.sources;
    const place = { line: slice.line, column: 1 };
    if (rule.base === 'needed' && base !== null && slice.sources[0].layers !== null && !slice.sources.some(isBase)) {
      problems.push({
        code: 'recipe/models',
        ...place,
        message: `the base ${shownName(base)} is not among the sources of this slice.`,
        hint: 'List it with the layer_range that the other sources are compared with.',
      });
      continue;
    }
    if (others.length < rule.least || others.length > rule.most) {
      const wanted = rule.least === rule.most ? String(rule.least) : `at least ${rule.least}`;
      problems.push({
        code: 'recipe/models',
        ...place,
        message: `${name} takes ${wanted} model${rule.least === 1 ? '' : 's'}${rule.base === 'needed' ? ' beside the base' : ''}, and ${others.length} ${others.length === 1 ? 'is' : 'are'} given.`,
        hint: others.length < rule.least ? 'Add models.' : 'Leave some out, or choose another merge_method.',
      });
    }
    const names = slice.sources.map(({ model }) => shownName(model));
    const twice = names.find((one, index) => names.indexOf(one) !== index);
    if (twice !== undefined && recipe.slices.length === 1 && slice.sources[0].layers === null) {
      problems.push({
        code: 'recipe/models',
        line: slice.sources[names.lastIndexOf(twice)].line,
        column: 1,
        message: `${twice} is given twice.`,
        hint: 'Give each model once; a larger weight does the same.',
      });
    }
  }
}

/** Parameters without a default must be given at some level for every model. */
function checkRequired(recipe: Recipe, { name, rule }: NonNullable<Reading['method']>, problems: Problem[]): void {
  for (const slice of recipe.slices) {
    const base = slice.base ?? recipe.base;
    const levels = [slice.parameters, recipe.moduleParameters, recipe.parameters];
    for (const [parameter, { each, default: byDefault }] of Object.entries(rule.parameters)) {
      if (byDefault !== undefined || levels.some((level) => level.has(parameter))) continue;
      const sources = slice.sources.filter(
        ({ model, parameters }) =>
          !parameters.has(parameter) && !(rule.base === 'needed' && base !== null && sameName(model, base)),
      );
      const missing = each ? sources : [slice];
      for (const place of missing) {
        const of = 'model' in place ? ` for ${shownName(place.model)}` : '';
        problems.push({
          code: 'recipe/missing',
          line: place.line,
          column: 1,
          message: `${name} needs the parameter ${parameter}${of}.`,
          hint: `Add ${parameter} to its parameters, or once for all to the parameters of the recipe.`,
        });
      }
    }
  }
}

/** Settings that are accepted and change nothing, so that nobody waits for their effect. */
function idleSettings(recipe: Recipe, { name, rule }: NonNullable<Reading['method']>): Problem[] {
  const sources = recipe.slices.flatMap((slice) => slice.sources);
  const levels = [recipe, ...recipe.slices].map(({ parameters }) => parameters);
  const idle = (settings: Settings, inSource: boolean): Problem[] =>
    [...settings].flatMap(([parameter, { line }]): Problem[] => {
      const { each, idle: always = false } = rule.parameters[parameter];
      const misplaced = inSource && !each;
      if (!misplaced && (!always || parameter === 'int8_mask')) return [];
      const message = misplaced
        ? `${parameter} is one number for the whole merge; for a single model it changes nothing.`
        : `${parameter} changes nothing in ${name}.`;
      const hint = misplaced ? 'Move it to the parameters of the recipe or of the slice.' : 'Leave it out.';
      return [{ code: 'recipe/no-effect', line, column: 1, message, hint }];
    });
  return inOrder([
    ...[...levels, recipe.moduleParameters].flatMap((settings) => idle(settings, false)),
    ...sources.flatMap(({ parameters }) => idle(parameters, true)),
  ]);
}
