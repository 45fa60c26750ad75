import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { openCheckpoint, type TensorEntry } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { findTensor, isAdapter, type ModelTensors, withAdapter } from './adapter.ts';

function entry(name: string, shape: readonly number[], dtype: TensorEntry['dtype'] = 'F32'): TensorEntry {
  const elements = shape.reduce((product, size) => product * size, 1);
  return { name, shape, dtype, elements, bytes: 4 * elements, file: 0, at: 0 };
}

function model(shapes: Readonly<Record<string, readonly number[]>>): ModelTensors {
  return new Map(Object.entries(shapes).map(([name, shape]) => [name, { file: 0, entry: entry(name, shape) }]));
}

function adapter(shapes: Readonly<Record<string, readonly number[]>>): {
  name: string;
  tensors: Map<string, TensorEntry>;
} {
  return {
    name: 'adapter',
    tensors: new Map(Object.entries(shapes).map(([name, shape]) => [name, entry(name, shape)])),
  };
}

const square = model({ 'model.layers.0.attn.q.weight': [4, 6], 'model.layers.1.attn.q.weight': [4, 6] });
const pairs = adapter({
  'base_model.model.model.layers.0.attn.q.lora_A.weight': [2, 6],
  'base_model.model.model.layers.0.attn.q.lora_B.weight': [4, 2],
  'base_model.model.model.layers.1.attn.q.lora_A.default.weight': [3, 6],
  'base_model.model.model.layers.1.attn.q.lora_B.default.weight': [4, 3],
});

function scales(config: Record<string, unknown>): readonly (number | undefined)[] {
  const { tensors, faults } = withAdapter(square, pairs, 1, config);
  expect(faults).toEqual([]);
  return [...tensors.values()].map(({ adapters }) => adapters?.[0].scale);
}

it('scales by alpha over rank, and by its root for adapters that say so', () => {
  expect(scales({ r: 4, lora_alpha: 8 })).toEqual([2, 2]);
  expect(scales({ r: 4, lora_alpha: 8, use_rslora: true })).toEqual([4, 4]);
  expect(scales({ lora_alpha: 6 })).toEqual([3, 2]);
  expect(scales({ r: 4, lora_alpha: 8, rank_pattern: { 'layers.1.attn.q': 16 } })).toEqual([2, 0.5]);
  expect(scales({ r: 4, lora_alpha: 8, alpha_pattern: { '.*\\.0\\.attn\\.q': 2 } })).toEqual([0.5, 2]);
});

it('turns the product round where the weight is stored so', () => {
  const conv = model({ 'h.0.attn.c_attn.weight': [6, 4] });
  const own = adapter({
    'base_model.model.transformer.h.0.attn.c_attn.lora_A.weight': [2, 6],
    'base_model.model.transformer.h.0.attn.c_attn.lora_B.weight': [4, 2],
  });
  const { tensors, faults } = withAdapter(conv, own, 1, { r: 2, lora_alpha: 2, fan_in_fan_out: true });
  expect(faults).toEqual([]);
  expect(tensors.get('h.0.attn.c_attn.weight')?.adapters?.[0]).toMatchObject({ transposed: true, scale: 1, file: 1 });
  const { faults: unfit } = withAdapter(conv, own, 1, { r: 2, lora_alpha: 2 });
  expect(unfit[0].message).toBe('does not fit h.0.attn.c_attn.weight [6, 4]: its matrices are [2, 6] and [4, 2]');
});

it('takes modules that were trained whole, and embeddings', () => {
  const whole = model({ 'score.weight': [2, 4], 'wte.weight': [9, 4] });
  const own = adapter({
    'base_model.model.score.modules_to_save.weight': [2, 4],
    'base_model.model.extra.weight': [3, 3],
    'base_model.model.wte.lora_embedding_A': [2, 9],
    'base_model.model.wte.lora_embedding_B': [4, 2],
  });
  const { tensors, faults } = withAdapter(whole, own, 1, { r: 2, lora_alpha: 4 });
  expect(faults).toEqual([]);
  expect(tensors.get('score.weight')).toMatchObject({ file: 1 });
  expect(tensors.get('extra.weight')).toMatchObject({ file: 1 });
  expect(tensors.get('wte.weight')?.adapters).toMatchObject([{ transposed: true, scale: 2 }]);
});

const refused: readonly (readonly [
  string,
  Parameters<typeof withAdapter>[1],
  Record<string, unknown> | null,
  RegExp,
])[] = [
  ['an adapter without its configuration', pairs, null, /has no adapter_config\.json/],
  ['another kind of adapter', pairs, { peft_type: 'IA3' }, /is a IA3 adapter/],
  ['DoRA', pairs, { use_dora: true }, /DoRA/],
  ['biases', pairs, { lora_bias: true }, /biases/],
  ['layers that are repeated', pairs, { layer_replication: [[0, 1]] }, /repeats layers/],
  ['a model in its place', adapter({ 'a.weight': [2, 2] }), {}, /holds no lora_A and lora_B/],
  [
    'a module that is not there',
    adapter({ 'x.lora_A.weight': [1, 2], 'x.lora_B.weight': [2, 1] }),
    {},
    /changes x, which the model does not have/,
  ],
  ['half of a pair', adapter({ 'model.layers.0.attn.q.lora_A.weight': [2, 6] }), {}, /only one of the two matrices/],
];

it.each(refused)('refuses %s', (_what, own, config, words) => {
  expect(withAdapter(square, own, 1, config).faults[0].message).toMatch(words);
});

it('finds tensors under the names of inner and outer models', () => {
  const names = new Map(
    ['h.0.x.weight', 'model.norm.weight', 'a.head.weight', 'b.head.weight'].map((name) => [name, 1]),
  );
  expect(findTensor(names, 'transformer.h.0.x.weight')).toBe('h.0.x.weight');
  expect(findTensor(names, 'norm.weight')).toBe('model.norm.weight');
  expect(findTensor(names, 'head.weight')).toBeUndefined();
  expect(findTensor(names, 'h.0.other.weight')).toBeUndefined();
  expect(isAdapter(pairs.tensors.keys())).toBe(true);
  expect(isAdapter(names.keys())).toBe(false);
});

const shared = process.env['OFFPRINT_SHARED'] ?? '';
const real = path.join(shared, 'data', 'checkpoints');

describe.skipIf(shared === '' || !existsSync(real))(
  'adapters of PEFT (skipped where OFFPRINT_SHARED names no data)',
  () => {
    it.each([
      ['peft-gpt2-lora', 12, 1, ['score.weight']],
      ['peft-tiny-lora', 12, 2, []],
    ] as const)('%s', async (name, pairsInIt, scale, whole) => {
      const checkpoint = await openCheckpoint([{ kind: 'path', path: path.join(real, `${name}.safetensors`) }]);
      const config = JSON.parse(readFileSync(path.join(real, `${name}.config.json`), 'utf8'));
      const base = new Map(
        [...checkpoint.tensors.values()].flatMap((a) => {
          const [, module] = /^base_model\.model\.(.+)\.lora_A\.weight$/.exec(a.name) ?? [];
          const b = checkpoint.tensors.get(a.name.replace('lora_A', 'lora_B'));
          if (module === undefined || b === undefined) return [];
          const shape = [b.shape[0], a.shape[1]];
          const own = `${module.replace(/^transformer\./, '')}.weight`;
          return [[own, { file: 0, entry: entry(own, config.fan_in_fan_out ? shape.toReversed() : shape) }] as const];
        }),
      );
      const { tensors, faults } = withAdapter(base, checkpoint, 1, config);
      await checkpoint.close();
      expect(faults).toEqual([]);
      const changed = [...tensors.values()].flatMap(({ adapters }) => adapters ?? []);
      expect(changed.length).toBe(base.size);
      expect(changed.length).toBe(pairsInIt);
      expect(new Set(changed.map((one) => one.scale))).toEqual(new Set([scale]));
      expect([...tensors.keys()].filter((key) => !base.has(key))).toEqual([...whole]);
    });
  },
);
