import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { openCheckpoint, type SourceReference } from '@offprint/files';
import { beforeAll, describe, expect, it } from 'vitest';
import { slerp } from '../slerp/slerp.ts';
import { type CheckReport, checkRecipe } from './check.ts';
import { readRecipe } from './language/read-recipe.ts';
import { modelNamesOf } from './language/recipe.ts';
import type { PlanSettings } from './plan/plan-recipe.ts';
import { mergeTiny, type TinyMerge } from './testing/merge-tiny.ts';
import { adapterScale, modelSet, tinyAdapter } from './testing/model-set.ts';
import { tinyLlama } from './testing/tiny-model.ts';

const folder = path.join(import.meta.dirname, 'testing', 'recipes');
const planSettings: PlanSettings = { profile: 'mergekit', embedding: 'error', shardBytes: 5e9, seed: 0 };

let set: ReadonlyMap<string, readonly SourceReference[]> = new Map();
beforeAll(async () => {
  set = await modelSet();
});

async function textOf(name: string): Promise<string> {
  return readFile(path.join(folder, `${name}.yml`), 'utf8');
}

async function check(name: string, settings: Partial<PlanSettings> = {}): Promise<CheckReport> {
  return checkRecipe({
    text: await textOf(name),
    settings: { ...planSettings, ...settings },
    threads: 1,
    open: async (model) => openCheckpoint(set.get(model) ?? []),
  });
}

async function merge(name: string, settings: Parameters<typeof mergeTiny>[2] = {}): Promise<TinyMerge> {
  const text = await textOf(name);
  const { recipe } = readRecipe(text);
  if (recipe === null) throw new Error(`${name} was not read.`);
  return mergeTiny(
    text,
    modelNamesOf(recipe).map((model) => set.get(model) ?? []),
    settings,
  );
}

const [base, math, code, chat] = [0, 1, 2, 3].map(
  (task) => new Map(tinyLlama(task).map(({ name, values }) => [name, values] as const)),
);
const numbers = (model: ReadonlyMap<string, Float32Array>, name: string): Float32Array => {
  const found = model.get(name);
  if (found === undefined) throw new Error(`There is no tensor ${name}.`);
  return found;
};

/** The largest difference of a tensor from what it should be, over all tensors. */
function largestError(merged: TinyMerge, expected: (name: string, p: number) => number): number {
  let largest = 0;
  for (const [name, values] of merged.tensors) {
    for (const [p, value] of values.entries()) largest = Math.max(largest, Math.abs(value - expected(name, p)));
  }
  return largest;
}

/** Some rounding steps of float32 numbers below 8. */
const rounding = 2e-6;
const layerOf = (name: string): number | null => {
  const found = /layers\.(\d+)\./.exec(name)?.[1];
  return found === undefined ? null : Number(found);
};
/** A gradient at a place from 0 to 1. */
const along = (values: readonly number[], depth: number): number => {
  const place = depth * (values.length - 1);
  const low = Math.min(values.length - 2, Math.floor(place));
  return values[low] + (place - low) * (values[low + 1] - values[low]);
};

describe('recipes that merge', () => {
  it('linear-soup: a weighted mean', async () => {
    const merged = await merge('linear-soup');
    const mean = (name: string, p: number): number =>
      (numbers(math, name)[p] + 2 * numbers(code, name)[p] + numbers(chat, name)[p]) / 4;
    expect(largestError(merged, mean)).toBeLessThan(rounding);
    expect(merged.tensors.size).toBe(base.size);
    expect(merged.files).toEqual(['model.safetensors', 'config.json', 'tokenizer.json', 'README.md']);
  });

  it('linear-sum-in-bfloat16: a weighted sum, stored in another format', async () => {
    const merged = await merge('linear-sum-in-bfloat16');
    expect(new Set(merged.dtypes.values())).toEqual(new Set(['BF16']));
    const name = 'model.layers.2.mlp.up_proj.weight';
    const exact = (p: number): number => 0.6 * (numbers(math, name)[p] + numbers(code, name)[p]);
    for (const [p, value] of numbers(merged.tensors, name).entries()) {
      expect(Math.abs(value - exact(p))).toBeLessThanOrEqual(Math.abs(exact(p)) * 2 ** -8);
    }
    expect(JSON.parse(await merged.text('config.json'))).toMatchObject({ torch_dtype: 'bfloat16' });
  });

  it('slerp-by-part: gradients of several numbers, by the part of the block', async () => {
    const merged = await merge('slerp-by-part');
    const expected = new Map(
      [...merged.tensors.keys()].map((name) => {
        const depth = (layerOf(name) ?? 0) / 3;
        const t = name.includes('self_attn')
          ? along([0, 0.5, 0.3, 0.7, 1], depth)
          : name.includes('mlp')
            ? along([1, 0.5, 0.7, 0.3, 0], depth)
            : 0.5;
        return [name, slerp(numbers(math, name), numbers(code, name), t, 'F32')] as const;
      }),
    );
    expect(largestError(merged, (name, p) => numbers(expected, name)[p])).toBeLessThan(rounding);
    const [first, last] = ['model.layers.0.self_attn.q_proj.weight', 'model.layers.3.self_attn.q_proj.weight'];
    expect(numbers(merged.tensors, first)).toEqual(numbers(math, first));
    expect(numbers(merged.tensors, last)).toEqual(numbers(code, last));
  });

  it('task-vector-taken-away: negative weights and lambda', async () => {
    const merged = await merge('task-vector-taken-away');
    const expected = (name: string, p: number): number => {
      const [from, one, other] = [base, math, chat].map((model) => numbers(model, name)[p]);
      return from + 0.8 * (one - from - 0.5 * (other - from));
    };
    expect(largestError(merged, expected)).toBeLessThan(rounding);
  });

  it('ties-by-layer: trimmed by layer, signs elected', async () => {
    const merged = await merge('ties-by-layer');
    const depthOf = (name: string): number => (layerOf(name) ?? 0) / 3;
    const weightsOf = (name: string): readonly number[] => [
      1,
      along([0, 0.3, 0.7, 1], depthOf(name)),
      name.includes('mlp') ? 0.5 : 0,
    ];
    const densitiesOf = (name: string): readonly number[] => [along([1, 0.7, 0.1], depthOf(name)), 0.5, 0.33];
    const expected = new Map(
      [...base.keys()].map((name) => [name, plainTies(name, weightsOf(name), densitiesOf(name))] as const),
    );
    expect(largestError(merged, (name, p) => expected.get(name)?.[p] ?? Number.NaN)).toBeLessThan(rounding);
    expect(merged.notices).toEqual([]);
  });

  it('dare-ties-with-anchors: anchors, and << with a number of its own', async () => {
    const merged = await merge('dare-ties-with-anchors');
    expect(new Set(merged.dtypes.values())).toEqual(new Set(['BF16']));
    expect(
      merged.report.numbers
        .filter(({ label }) => label.startsWith('Kept by'))
        .map(({ value }) => Math.round(value / 10)),
    ).toEqual([6, 6, 6]);
    const again = await merge('dare-ties-with-anchors');
    expect(again.tensors).toEqual(merged.tensors);
    const other = await merge('dare-ties-with-anchors', { seed: 1 });
    expect(other.tensors).not.toEqual(merged.tensors);
  });

  it('dare-linear-unscaled: what stays is as large as it was', async () => {
    const merged = await merge('dare-linear-unscaled');
    const sums = (name: string, p: number): readonly number[] => {
      const [from, one, other] = [base, math, code].map((model) => numbers(model, name)[p]);
      const [a, b] = [0.5 * (one - from), 0.5 * (other - from)];
      return [from, from + a, from + b, from + a + b];
    };
    const nearest = (name: string, p: number): number => {
      const value = numbers(merged.tensors, name)[p];
      return sums(name, p).reduce((best, sum) => (Math.abs(sum - value) < Math.abs(best - value) ? sum : best));
    };
    expect(largestError(merged, nearest)).toBeLessThan(rounding);
  });

  it('breadcrumbs-outliers: the smallest and the largest changes go', async () => {
    const merged = await merge('breadcrumbs-outliers');
    const name = 'model.layers.1.mlp.gate_proj.weight';
    const kept = (model: ReadonlyMap<string, Float32Array>, density: number, gamma: number): readonly number[] => {
      const changes = [...numbers(model, name)].map((value, p) => value - numbers(base, name)[p]);
      const order = [...changes.keys()].sort((a, b) => Math.abs(changes[b]) - Math.abs(changes[a]));
      const top = Math.trunc(gamma * changes.length);
      const stays = new Set(order.slice(top, top + Math.trunc(density * changes.length)));
      return changes.map((change, p) => (stays.has(p) ? change : 0));
    };
    const [a, b] = [kept(math, 0.9, 0.05), kept(code, 0.8, 0.02)];
    for (const [p, value] of numbers(merged.tensors, name).entries()) {
      expect(value).toBeCloseTo(numbers(base, name)[p] + a[p] + 0.5 * b[p], 5);
    }
  });

  it.each(['breadcrumbs-ties-scaled', 'model-stock-by-filter'])('%s', async (name) => {
    const merged = await merge(name);
    expect(merged.tensors.size).toBe(base.size);
    const distance = merged.report.numbers.find(({ label }) => label.includes('from the base'))?.value ?? 0;
    expect(distance).toBeGreaterThan(0.1);
    expect(distance).toBeLessThan(10);
  });

  it('stack-of-layers: bytes as they are, layers counted anew', async () => {
    const merged = await merge('stack-of-layers');
    const sources = [0, 1, 2, 1, 2, 3];
    for (const [name, values] of merged.tensors) {
      const layer = layerOf(name);
      const model = (layer ?? (name.includes('embed') ? 0 : 5)) < 3 ? math : code;
      const own = layer === null ? name : name.replace(/layers\.\d+/, `layers.${sources[layer]}`);
      expect(values).toEqual(numbers(model, own));
    }
    expect(merged.tensors.size).toBe(6 * 9 + 3);
    const config = await merged.text('config.json');
    expect(JSON.parse(config)).toMatchObject({ num_hidden_layers: 6, vocab_size: 16 });
    expect(config).toContain('"rope_theta": 10000.0,');
    expect(config).toContain('"rms_norm_eps": 1e-05,');
  });

  it('stack-with-silent-copies: scales by the name in the source', async () => {
    const merged = await merge('stack-with-silent-copies');
    const at = (layer: number, part: string): Float32Array =>
      numbers(merged.tensors, `model.layers.${layer}.${part}.weight`);
    expect(at(2, 'self_attn.o_proj').every((value) => value === 0)).toBe(true);
    expect(at(2, 'mlp.down_proj').every((value) => value === 0)).toBe(true);
    expect(at(2, 'mlp.up_proj')).toEqual(numbers(base, 'model.layers.1.mlp.up_proj.weight'));
    expect(at(4, 'self_attn.o_proj')).toEqual(numbers(base, 'model.layers.3.self_attn.o_proj.weight'));
    expect(merged.tensors.size).toBe(5 * 9 + 3);
  });

  it('slices-with-levels: the source before the slice before the recipe', async () => {
    const merged = await merge('slices-with-levels');
    const share = (name: string, own: number, other: number): number => {
      const [a, b] = [math, code].map((model, index) =>
        numbers(model, name.replace(/layers\.\d+/, `layers.${index === 0 ? own : other}`)),
      );
      const values = numbers(merged.tensors, name);
      return (values[0] - a[0]) / (b[0] - a[0]);
    };
    expect(share('model.layers.0.mlp.up_proj.weight', 0, 0)).toBeCloseTo(1 / 4, 4);
    expect(share('model.layers.1.mlp.up_proj.weight', 1, 1)).toBeCloseTo(1 / 4, 4);
    // In the second slice both have the same weight, whatever it is.
    expect(share('model.layers.2.mlp.up_proj.weight', 2, 1)).toBeCloseTo(1 / 2, 4);
    expect(share('model.layers.3.mlp.up_proj.weight', 3, 2)).toBeCloseTo(1 / 2, 4);
    expect(share('model.embed_tokens.weight', 0, 0)).toBeCloseTo(1 / 4, 4);
    expect(share('model.norm.weight', 0, 0)).toBeCloseTo(1 / 2, 4);
  });

  it('one-module: parameters of a module', async () => {
    const merged = await merge('one-module');
    const name = 'model.layers.1.self_attn.k_proj.weight';
    expect(numbers(merged.tensors, name)).toEqual(
      slerp(numbers(base, name), numbers(chat, name), 0.2 * (2 / 3) + 0.8 / 3, 'F32'),
    );
  });

  it('adapters: on the base, and on another model', async () => {
    const merged = await merge('adapters');
    const adapter = new Map(tinyAdapter().map(({ name, values }) => [name, values] as const));
    const scale = adapterScale.alpha / adapterScale.rank;
    const added = (name: string, p: number): number => {
      const module = `base_model.model.${name.replace(/\.weight$/, '')}`;
      const [a, b] = [adapter.get(`${module}.lora_A.weight`), adapter.get(`${module}.lora_B.weight`)];
      if (a === undefined || b === undefined) return 0;
      const [row, column] = [Math.floor(p / 8), p % 8];
      let sum = 0;
      for (let r = 0; r < adapterScale.rank; r++) sum += b[row * adapterScale.rank + r] * a[r * 8 + column];
      return scale * sum;
    };
    const expected = (name: string, p: number): number => {
      const [from, one] = [numbers(base, name)[p], numbers(math, name)[p]];
      const change = added(name, p);
      return from + 0.7 * change + 0.3 * (one + change - from);
    };
    expect(largestError(merged, expected)).toBeLessThan(20 * rounding);
    const name = 'model.layers.0.self_attn.q_proj.weight';
    expect(Math.abs(added(name, 0))).toBeGreaterThan(0.01);
  });

  it('base-tokenizer: a name for the card', async () => {
    const merged = await merge('base-tokenizer');
    expect(await merged.text('README.md')).toContain('# A model with a name');
    expect(await merged.text('tokenizer.json')).toBe('{"model": {"vocab": {}}}');
  });

  it('larger-vocabulary: cropped when that is asked for, and told', async () => {
    const merged = await merge('larger-vocabulary', { embedding: 'crop' });
    expect(numbers(merged.tensors, 'model.embed_tokens.weight').length).toBe(16 * 8);
    expect(merged.notices.map(({ code }) => code)).toEqual(['recipe/vocabulary-rows', 'recipe/vocabulary-rows']);
  });
});

/** TIES of the three models on a tensor, written down as it is described. */
function plainTies(name: string, weights: readonly number[], densities: readonly number[]): readonly number[] {
  const from = numbers(base, name);
  const changes = [math, code, chat].map((model, index) => {
    const change = [...numbers(model, name)].map((value, p) => value - from[p]);
    const order = [...change.keys()].sort((a, b) => Math.abs(change[b]) - Math.abs(change[a]));
    const stays = new Set(order.slice(0, Math.trunc(densities[index] * change.length)));
    return change.map((value, p) => (stays.has(p) ? value * weights[index] : 0));
  });
  return [...from].map((value, p) => {
    const sum = changes.reduce((total, change) => total + change[p], 0);
    const sign = sum >= 0 ? 1 : -1;
    const agreeing = [0, 1, 2].filter((index) => Math.sign(changes[index][p]) === sign);
    const total = agreeing.reduce((all, index) => all + changes[index][p], 0);
    const divisor = agreeing.reduce((all, index) => all + weights[index], 0);
    return value + total / (divisor === 0 ? 1 : divisor);
  });
}

/** File, line, code, and words of the sentence or its hint. */
const refused: readonly (readonly [string, number, string, RegExp])[] = [
  ['hyphen-in-method', 1, 'recipe/unknown-method', /Did you mean dare_ties\?/],
  ['union-of-tokenizers', 7, 'recipe/not-supported', /a union of tokenizers is not made here/],
  ['method-of-another-tool', 5, 'recipe/not-supported', /della does not run here.*dare_ties/s],
  ['layers-that-are-not-there', 7, 'recipe/layer-range', /models\/code has 4 layers, and layer_range goes to 8/],
  ['misspelt-parameter', 7, 'recipe/unknown-parameter', /Did you mean density\?/],
  ['no-interpolation', 3, 'recipe/missing', /slerp needs the parameter t/],
  ['uneven-slices', 6, 'recipe/layer-range', /models\/code gives 3 layers to a slice of 4/],
  ['two-bodies', 4, 'recipe/contradiction', /both models and slices/],
  ['larger-vocabulary', 7, 'recipe/shapes-differ', /\[19, 8\] in models\/more-words.*crop/s],
  ['filter-with-a-gap', 3, 'recipe/missing', /no condition of weight fits tensor/],
];

describe('recipes that are refused', () => {
  it.each(refused)('%s: line %i, %s', async (name, line, code, words) => {
    const { ok, problems } = await check(name);
    expect(ok).toBe(false);
    const found = problems.find((problem) => problem.code === code && problem.line === line);
    expect(found, JSON.stringify(problems)).toBeDefined();
    expect(`${found?.message} ${found?.hint}`).toMatch(words);
  });
});

it('each recipe of the folder merges or is refused above', async () => {
  const names = (await readdir(folder)).map((file) => file.replace(/\.yml$/, ''));
  expect(names.length).toBeGreaterThanOrEqual(20);
  const told = new Set(refused.map(([name]) => name));
  for (const name of names) {
    const { ok, problems } = await check(name);
    expect(ok, `${name}: ${JSON.stringify(problems)}`).toBe(!told.has(name));
  }
});
