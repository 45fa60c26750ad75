import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRecipe } from '../language/read-recipe.ts';
import { parameterOf, type Spot, sharedParameterOf } from './resolve.ts';

/** A recipe with the weight given at some of the four levels; a level may give it under a filter only. */
function recipeWith(levels: readonly (number | null)[], filtered: readonly boolean[]): string {
  const weight = (level: number, indent: string): string[] => {
    const value = levels[level];
    if (value === null) return [];
    if (!filtered[level]) return [`${indent}parameters: {weight: ${value}}`];
    return [`${indent}parameters: {weight: [{filter: mlp, value: ${value}}]}`];
  };
  return [
    'merge_method: linear',
    ...weight(3, ''),
    'modules:',
    '  text:',
    ...weight(2, '    '),
    '    slices:',
    '      -',
    ...weight(1, '        '),
    '        sources:',
    '          - model: a',
    '            layer_range: [0, 2]',
    ...weight(0, '            '),
  ].join('\n');
}

function spotOf(text: string, name: string): { readonly recipe: ReturnType<typeof parseRecipe>; readonly spot: Spot } {
  const recipe = parseRecipe(text);
  return { recipe, spot: { slice: recipe.slices[0], output: name, input: () => name, depth: 0 } };
}

const level = fc.option(fc.integer({ min: -5, max: 5 }), { nil: null });

it('the innermost level that gives a value for the tensor counts: source, slice, module, recipe', () => {
  fc.assert(
    fc.property(
      fc.tuple(level, level, level, level).filter((levels) => levels.some((one) => one !== null)),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
      fc.constantFrom('layers.0.mlp.up', 'layers.0.attn.q'),
      (levels, filtered, name) => {
        const { recipe, spot } = spotOf(recipeWith(levels, filtered), name);
        const applies = levels.map((value, at) => value !== null && (!filtered[at] || name.includes('mlp')));
        const expected = applies.includes(true) ? levels[applies.indexOf(true)] : undefined;
        expect(parameterOf(recipe, spot, spot.slice.sources[0], 'weight')).toBe(expected);
      },
    ),
  );
});

it('a parameter of the whole merge is not taken from a source', () => {
  const text = (own: string): string =>
    `merge_method: task_arithmetic\nbase_model: b\nmodels:\n  - model: a\n    parameters: {weight: 1${own}}\nparameters: {lambda: 0.5}`;
  const { recipe, spot } = spotOf(text(', lambda: 3'), 'x');
  expect(sharedParameterOf(recipe, spot, 'lambda')).toBe(0.5);
});

it('methods have defaults of their own', () => {
  const { recipe, spot } = spotOf(
    'merge_method: ties\nbase_model: b\nmodels: [{model: a}]\nparameters: {weight: 1}',
    'x',
  );
  expect(sharedParameterOf(recipe, spot, 'normalize')).toBe(true);
  expect(sharedParameterOf(recipe, spot, 'lambda')).toBe(1);
  expect(parameterOf(recipe, spot, spot.slice.sources[0], 'density')).toBe(1);
});

it('filters look at the name that the tensor has in its source', () => {
  const recipe = parseRecipe(
    'merge_method: linear\nslices:\n  - sources:\n      - model: a\n        layer_range: [7, 8]\n        parameters: {weight: [{filter: layers.7., value: 2}, {value: 1}]}',
  );
  const [slice] = recipe.slices;
  const spot: Spot = { slice, output: 'layers.0.x', input: () => 'layers.7.x', depth: 1 };
  expect(parameterOf(recipe, spot, slice.sources[0], 'weight')).toBe(2);
});
