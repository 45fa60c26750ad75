import { describe, expect, it } from 'vitest';
import breadcrumbs from '../merging/breadcrumbs/method.ts';
import dare from '../merging/dare/method.ts';
import averaging from '../merging/linear-averaging/method.ts';
import modelStock from '../merging/model-stock/method.ts';
import slerp from '../merging/slerp/method.ts';
import taskArithmetic from '../merging/task-arithmetic/method.ts';
import ties from '../merging/ties-merging/method.ts';
import type { Method } from '../method.ts';
import { writeRecipe } from './recipe-yaml.ts';

const names = { base: ['base.safetensors'], models: ['a.safetensors', 'b model.safetensors'] };

function recipeOf(
  method: Pick<Method, 'settings' | 'recipe'>,
  settings: Readonly<Record<string, unknown>>,
): string | null {
  const defaults = Object.fromEntries(Object.entries(method.settings).map(([name, port]) => [name, port.default]));
  return method.recipe?.(names, { ...defaults, ...settings } as typeof defaults) ?? null;
}

describe('runs as merge configurations', () => {
  it('task arithmetic', () => {
    expect(recipeOf(taskArithmetic, { weights: [1, -0.5], lambda: 0.4, profile: 'mergekit' })).toBe(
      `merge_method: task_arithmetic
base_model: base.safetensors
models:
  - model: a.safetensors
    parameters:
      weight: 1
  - model: "b model.safetensors"
    parameters:
      weight: -0.5
parameters:
  normalize: false
  lambda: 0.4
`,
    );
  });

  it('averaging, which has no base and rounds precisely unless told otherwise', () => {
    const text = recipeOf(averaging, {});
    expect(text).toMatch(/^# offprint merge --profile paper\nmerge_method: linear\nmodels:\n/);
    expect(text).not.toContain('base_model');
  });

  it('DARE, with its seed, where factor and profile belong together', () => {
    const text = recipeOf(dare, { density: 0.2, densities: [0.1, 0.3], combine: 'ties', seed: 7 });
    expect(text).toMatch(/^# offprint merge --profile paper --seed 7\nmerge_method: dare_ties\n/);
    expect(text).toContain('      density: 0.3\n');
    expect(text).toContain('  rescale: true\n');
    expect(recipeOf(dare, { rescale: 'mergekit' })).toBeNull();
    expect(recipeOf(dare, { rescale: 'mergekit', profile: 'mergekit' })).toContain('merge_method: dare_linear');
    expect(recipeOf(dare, { rescale: 'none' })).toContain('  rescale: false\n');
  });

  it('Breadcrumbs, SLERP and Model Stock', () => {
    expect(recipeOf(breadcrumbs, { combine: 'ties' })).toMatch(/merge_method: breadcrumbs_ties\n[\s\S]*gamma: 0\.01\n/);
    expect(recipeOf(slerp, { t: 0.25 })).toMatch(
      /^merge_method: slerp\nbase_model: a\.safetensors\n[\s\S]* {2}t: 0\.25\n$/,
    );
    expect(recipeOf(modelStock, { filterWise: true })).toMatch(/ {2}filter_wise: true\n$/);
  });

  it('TIES tensor by tensor, and no other', () => {
    expect(recipeOf(ties, {})).toBeNull();
    expect(recipeOf(ties, { scope: 'tensor' })).toMatch(/^# offprint merge --profile paper\nmerge_method: ties\n/);
    expect(recipeOf(ties, { profile: 'mergekit', merge: 'sum' })).toContain('  normalize: false\n');
    expect(recipeOf(ties, { profile: 'mergekit', scope: 'model' })).toBeNull();
    expect(recipeOf(ties, { scope: 'tensor', merge: 'max' })).toBeNull();
    expect(recipeOf(ties, { profile: 'mergekit', ties: 'keep-all' })).toBeNull();
  });
});

it('quotes what YAML would take for something else', () => {
  const text = writeRecipe({
    method: 'linear',
    models: ['no', '12', 'a: b', 'org/model', '~'].map((name) => ({ name })),
  });
  expect(text.match(/model: .*/g)).toEqual([
    'model: "no"',
    'model: "12"',
    'model: "a: b"',
    'model: org/model',
    'model: "~"',
  ]);
});
