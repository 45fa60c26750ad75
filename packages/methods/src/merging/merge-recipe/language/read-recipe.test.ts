import { expect, it } from 'vitest';
import { RecipeError } from './problem.ts';
import { parseRecipe, readRecipe } from './read-recipe.ts';
import { modelNamesOf } from './recipe.ts';

const head = 'merge_method: linear\nparameters: {weight: 1}\n';

/** What is wrong, the recipe, and line, column, code and words of the first problem. */
const wrong: readonly (readonly [string, string, number, number, string, RegExp])[] = [
  ['nothing', '', 1, 1, 'recipe/wrong-type', /a recipe must be a mapping of names to values, not nothing/],
  ['a list', '- a\n', 1, 1, 'recipe/wrong-type', /not a list/],
  ['a bracket that stays open', 'models: [\n', 2, 1, 'recipe/not-yaml', /this is not YAML/],
  ['a key twice', `${head}merge_method: ties\nmodels: [{model: a}]`, 3, 1, 'recipe/not-yaml', /unique/],
  ['no method', 'models: [{model: a}]\n', 1, 1, 'recipe/missing', /names no merge_method/],
  ['a number for a method', 'merge_method: 3\nmodels: [{model: a}]', 1, 15, 'recipe/wrong-type', /must be text, not 3/],
  [
    'a method nobody knows',
    'merge_method: zzzzzzzz\nmodels: [{model: a}]',
    1,
    15,
    'recipe/unknown-method',
    /There are linear/,
  ],
  ['an unknown key', `${head}slises: []\nmodels: [{model: a}]`, 3, 1, 'recipe/unknown-key', /Did you mean slices\?/],
  ['no models', head, 1, 1, 'recipe/missing', /neither models nor slices/],
  ['an empty list of models', `${head}models: []`, 3, 9, 'recipe/wrong-type', /not an empty one/],
  ['a model without a name', `${head}models:\n  - parameters: {}\n`, 4, 5, 'recipe/missing', /names no model/],
  [
    'a model that is a list',
    `${head}models:\n  - model: [a]\n`,
    4,
    12,
    'recipe/wrong-type',
    /must be a path or a name/,
  ],
  ['two adapters', `${head}models: [{model: a+b+c}]`, 3, 18, 'recipe/model-name', /one adapter/],
  ['a revision', `${head}models: [{model: a/b@main}]`, 3, 18, 'recipe/not-supported', /revisions/],
  [
    'a revision in a mapping',
    `${head}models:\n  - model:\n      model: {path: a, revision: x}\n`,
    5,
    34,
    'recipe/not-supported',
    /revisions/,
  ],
  ['a model twice', `${head}models: [{model: a}, {model: a}]`, 3, 1, 'recipe/models', /a is given twice/],
  ['a dtype', `${head}models: [{model: a}]\ndtype: int8`, 4, 8, 'recipe/wrong-value', /dtype must be float32/],
  [
    'no base',
    'merge_method: ties\nmodels: [{model: a}]\nparameters: {weight: 1}',
    1,
    1,
    'recipe/missing',
    /ties needs a base_model/,
  ],
  [
    'a base alone',
    'merge_method: ties\nbase_model: a\nmodels: [{model: a}]\nparameters: {weight: 1}',
    3,
    1,
    'recipe/models',
    /at least 1 model beside the base, and 0 are given/,
  ],
  [
    'three models for slerp',
    'merge_method: slerp\nbase_model: a\nmodels: [{model: a}, {model: b}, {model: c}]\nparameters: {t: 1}',
    3,
    1,
    'recipe/models',
    /takes 1 model beside the base, and 2 are given/,
  ],
  [
    'one model for model_stock',
    'merge_method: model_stock\nbase_model: a\nmodels: [{model: b}]',
    3,
    1,
    'recipe/models',
    /at least 2/,
  ],
  [
    'a slice without its base',
    'merge_method: ties\nbase_model: a\nparameters: {weight: 1}\nslices:\n  - sources:\n      - {model: b, layer_range: [0, 1]}',
    5,
    1,
    'recipe/models',
    /not among the sources of this slice/,
  ],
  ['a slice without sources', `${head}slices: [{base_model: a}]`, 3, 10, 'recipe/missing', /a slice has no sources/],
  [
    'a source without layers',
    `${head}slices: [{sources: [{model: a}]}]`,
    3,
    21,
    'recipe/missing',
    /has no layer_range/,
  ],
  [
    'layers the wrong way round',
    `${head}slices: [{sources: [{model: a, layer_range: [4, 2]}]}]`,
    3,
    45,
    'recipe/layer-range',
    /not \[4, 2\]/,
  ],
  [
    'a weight of words',
    'merge_method: linear\nmodels:\n  - model: a\n    parameters: {weight: much}',
    4,
    26,
    'recipe/wrong-value',
    /weight must be a number, not "much"/,
  ],
  [
    'a switch of words',
    `merge_method: linear\nparameters: {weight: 1, normalize: maybe}\nmodels: [{model: a}]`,
    2,
    36,
    'recipe/wrong-value',
    /true or false/,
  ],
  [
    'parameters that are a list',
    'merge_method: linear\nparameters: [1]\nmodels: [{model: a}]',
    2,
    13,
    'recipe/wrong-type',
    /must be a mapping/,
  ],
  [
    'an empty gradient',
    `merge_method: linear\nparameters: {weight: []}\nmodels: [{model: a}]`,
    2,
    22,
    'recipe/wrong-type',
    /gradient of weight is empty/,
  ],
  [
    'a condition without a value',
    `merge_method: linear\nparameters: {weight: [{filter: mlp}]}\nmodels: [{model: a}]`,
    2,
    23,
    'recipe/wrong-type',
    /has no value/,
  ],
  [
    'a condition of another kind',
    `merge_method: linear\nparameters: {weight: [{value: 1, layer: 2}]}\nmodels: [{model: a}]`,
    2,
    23,
    'recipe/wrong-type',
    /has no “layer”/,
  ],
  [
    'numbers among conditions',
    `merge_method: linear\nparameters: {weight: [{value: 1}, 2]}\nmodels: [{model: a}]`,
    2,
    35,
    'recipe/wrong-type',
    /mixes conditions with 2/,
  ],
  [
    'a condition that is never reached',
    `merge_method: linear\nparameters: {weight: [{value: 1}, {filter: a, value: 2}]}\nmodels: [{model: a}]`,
    2,
    35,
    'recipe/unreachable',
    /never reached/,
  ],
  [
    'what TIES does not do',
    'merge_method: ties\nbase_model: b\nmodels: [{model: a}]\nparameters: {weight: 1, rescale: true}',
    4,
    34,
    'recipe/wrong-value',
    /rescale must be false with this method/,
  ],
  [
    'a union of tokenizers',
    `${head}models: [{model: a}]\ntokenizer: {source: union}`,
    4,
    21,
    'recipe/not-supported',
    /union/,
  ],
  [
    'tokens of their own',
    `${head}models: [{model: a}]\ntokenizer: {source: base, tokens: {}}`,
    4,
    35,
    'recipe/not-supported',
    /tokenizer tokens/,
  ],
  [
    'a chat template',
    `${head}models: [{model: a}]\nchat_template: chatml`,
    4,
    1,
    'recipe/not-supported',
    /chat_template/,
  ],
  [
    'several modules',
    'merge_method: linear\nparameters: {weight: 1}\nmodules:\n  a: {models: [{model: a}]}\n  b: {models: [{model: a}]}',
    3,
    1,
    'recipe/not-supported',
    /one module here, not 2/,
  ],
  [
    'a residual weight',
    `${head}slices: [{residual_weight: 1, sources: [{model: a, layer_range: [0, 1]}]}]`,
    3,
    11,
    'recipe/not-supported',
    /residual_weight/,
  ],
];

it.each(wrong)('refuses %s', (_what, text, line, column, code, words) => {
  const [first] = readRecipe(text).problems;
  expect(first).toMatchObject({ line, column, code });
  expect(`${first?.message} ${first?.hint}`).toMatch(words);
});

it('finds all that is wrong at once, and reads on behind a method that is nearly right', () => {
  const text = `merge_method: dare-ties
base_model: a
models:
  - model: b
    parameters: {wieght: 1, density: 3}
dtype: float15
`;
  const { recipe, draft, problems } = readRecipe(text);
  expect(recipe).toBeNull();
  expect(problems.map(({ line, code }) => [line, code])).toEqual([
    [1, 'recipe/unknown-method'],
    [4, 'recipe/missing'],
    [5, 'recipe/unknown-parameter'],
    [5, 'recipe/wrong-value'],
    [6, 'recipe/wrong-value'],
  ]);
  expect(draft === null ? [] : modelNamesOf(draft)).toEqual(['a', 'b']);
  try {
    parseRecipe(text);
    expect.unreachable();
  } catch (thrown) {
    if (!(thrown instanceof RecipeError)) throw thrown;
    expect(thrown).toMatchObject({ kind: 'input', code: 'recipe/unknown-method', problems });
    expect(thrown.message).toBe('Line 1: there is no merge method “dare-ties”. 4 more on lines 4, 5, 6.');
    expect(thrown.hint).toBe('Did you mean dare_ties?');
    expect(thrown.where).toEqual({ line: 1, column: 15, problems: 5 });
  }
});

it('reads what YAML 1.1 means: yes, <<, numbers in quotes and without a dot', () => {
  const recipe = parseRecipe(`x-all: &all {weight: "0.5"}
merge_method: linear
models:
  - model: a
    parameters: {<<: *all}
  - model: b
    parameters: {weight: 5e-1}
parameters: {normalize: yes}
`);
  const [{ sources }] = recipe.slices;
  const weights = sources.map(({ parameters }) => parameters.get('weight')?.conditions[0].values);
  expect(weights).toEqual([[0.5], [0.5]]);
  expect(recipe.parameters.get('normalize')?.conditions[0].values).toEqual([true]);
});

it('names models, adapters and tokenizers once, in the order of the text', () => {
  const recipe = parseRecipe(`merge_method: linear
base_model: z
models:
  - model: {model: {path: a}, lora: {path: l}}
  - model: b+l
  - model: c
parameters: {weight: 1}
tokenizer_source: model:t
`);
  expect(modelNamesOf(recipe)).toEqual(['z', 'a', 'l', 'b', 'c', 't']);
});

it('tells what is accepted and changes nothing', () => {
  const { notices } = parseRecipe(`merge_method: task_arithmetic
base_model: z
models:
  - model: a
    parameters:
      weight: 1
      density: 0.5
      normalize: true
`);
  expect(notices.map(({ line, message }) => [line, message])).toEqual([
    [7, 'density changes nothing in task_arithmetic.'],
    [8, 'normalize is one number for the whole merge; for a single model it changes nothing.'],
  ]);
});

it('refuses aliases that unfold to more than a recipe can be', () => {
  const lines = ['x-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]'];
  for (let level = 1; level <= 6; level++)
    lines.push(
      `x-${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  const { problems } = readRecipe(`${lines.join('\n')}\n${head}models: [{model: a}]`);
  expect(problems.map(({ code }) => code)).toEqual(['recipe/too-long']);
});
