import { memorySink, openCheckpoint, type SourceReference, writeSafetensors } from '@offprint/files';
import { describe, expect, it } from 'vitest';
import { methods } from '../../registry.ts';
import { readRecipe } from './language/read-recipe.ts';
import { type PlanSettings, planRecipe } from './plan/plan-recipe.ts';
import { mergeTiny } from './testing/merge-tiny.ts';
import { safetensorsOf, type TinyTensor, textFile, tinyConfig, tinyLlama, tinyModel } from './testing/tiny-model.ts';

const settings: PlanSettings = { profile: 'mergekit', embedding: 'error', shardBytes: 5e9, seed: 0 };

async function problemsOf(
  text: string,
  models: readonly (readonly SourceReference[])[],
  more: Partial<PlanSettings> = {},
): Promise<readonly (readonly [number, string, string])[]> {
  const { recipe } = readRecipe(text);
  if (recipe === null) throw new Error('The recipe was not read.');
  const opened = await Promise.all(models.map((references) => openCheckpoint(references)));
  const { problems } = await planRecipe(recipe, opened, { ...settings, ...more });
  return problems.map(({ line, code, message, hint }) => [line, code, `${message} ${hint}`]);
}

const two = 'merge_method: linear\nmodels:\n  - model: a\n  - model: b\nparameters: {weight: 1}\n';
const named = (tensors: readonly TinyTensor[]): ReadonlyMap<string, Float32Array> =>
  new Map(tensors.map(({ name, values }) => [name, values] as const));

describe('vocabularies', () => {
  const larger = tinyModel(tinyLlama(2, { vocabulary: 18 }), tinyConfig({ vocabulary: 18 }));

  it('of other sizes are refused, with the line and the two ways out', async () => {
    const own = await tinyModel(tinyLlama(1));
    const [[line, code, words]] = await problemsOf(two, [own, await larger]);
    expect([line, code]).toEqual([4, 'recipe/shapes-differ']);
    expect(words).toMatch(/\[18, 8\] in b and \[16, 8\] in a\. 1 more like it\. .*crop/);
    const [[, , pad]] = await problemsOf(two, [await larger, own]);
    expect(pad).toMatch(/pad to count the missing rows as unchanged/);
  });

  it('are padded: rows that a model lacks are as in the first', async () => {
    const merged = await mergeTiny(two, [await larger, await tinyModel(tinyLlama(1))], {
      embedding: 'pad',
      profile: 'paper',
    });
    const rows = merged.tensors.get('model.embed_tokens.weight');
    const first = named(tinyLlama(2, { vocabulary: 18 })).get('model.embed_tokens.weight');
    expect(rows?.slice(16 * 8)).toEqual(first?.slice(16 * 8));
    expect(JSON.parse(await merged.text('config.json'))).toMatchObject({ vocab_size: 18 });
    expect(merged.notices.map(({ message }) => message)).toContain(
      'b: the vocabulary rows of “lm_head.weight” are padded.',
    );
  });
});

describe('tied weights', () => {
  const tied = tinyModel(tinyLlama(2, { tied: true }), tinyConfig({ tied: true }));

  it('stand for both where another model stores both, and that is told', async () => {
    const merged = await mergeTiny(two, [await tinyModel(tinyLlama(1)), await tied]);
    const [one, other] = [named(tinyLlama(1)), named(tinyLlama(2, { tied: true }))];
    const [head, embedding] = [one.get('lm_head.weight'), other.get('model.embed_tokens.weight')];
    expect(merged.tensors.get('lm_head.weight')?.[5]).toBeCloseTo(((head?.[5] ?? 0) + (embedding?.[5] ?? 0)) / 2, 6);
    expect(merged.notices.map(({ code }) => code)).toEqual(['recipe/tied-weights']);
  });

  it('stay tied where the first model ties them, and what is left out is told', async () => {
    const merged = await mergeTiny(two, [await tied, await tinyModel(tinyLlama(1))]);
    expect(merged.tensors.has('lm_head.weight')).toBe(false);
    expect(merged.notices.map(({ message }) => message)).toEqual([
      'b has “lm_head.weight”, which the output does not have.',
    ]);
  });

  it('that are said not to be tied are missing', async () => {
    const lost = tinyModel(tinyLlama(2, { tied: true }), tinyConfig({ tied: false }));
    const problems = await problemsOf(two, [await tinyModel(tinyLlama(1)), await lost]);
    expect(problems).toEqual([[4, 'recipe/names-differ', expect.stringMatching(/“lm_head\.weight” is not in b/)]]);
  });
});

describe('task vectors in slices', () => {
  const recipe = `merge_method: task_arithmetic
base_model: z
slices:
  - sources:
      - {model: z, layer_range: [0, 2]}
      - {model: a, layer_range: [2, 4]}
parameters: {weight: 0.5}
`;

  it('are from the layers of the base that stand beside them', async () => {
    const merged = await mergeTiny(recipe, [await tinyModel(tinyLlama(0)), await tinyModel(tinyLlama(1))]);
    const [base, model] = [named(tinyLlama(0)), named(tinyLlama(1))];
    const [from, to] = [
      base.get('model.layers.1.mlp.up_proj.weight')?.[3] ?? 0,
      model.get('model.layers.3.mlp.up_proj.weight')?.[3] ?? 0,
    ];
    expect(merged.tensors.get('model.layers.1.mlp.up_proj.weight')?.[3]).toBeCloseTo(from + 0.5 * (to - from), 6);
    expect(merged.tensors.size).toBe(2 * 9 + 3);
    expect(JSON.parse(await merged.text('config.json'))).toMatchObject({ num_hidden_layers: 2 });
  });
});

describe('tensors of whole numbers', () => {
  const withIds = async (value: bigint, dtype: 'I64' | 'I32' = 'I64'): Promise<SourceReference> => {
    const sink = memorySink('model.safetensors');
    const bytes = dtype === 'I64' ? new BigInt64Array([value]) : new Int32Array([Number(value)]);
    await writeSafetensors(sink, [
      { name: 'ids', dtype, shape: [1], bytes: new Uint8Array(bytes.buffer) },
      { name: 'w', dtype: 'F32', shape: [1], bytes: new Uint8Array(Float32Array.of(Number(value)).buffer) },
    ]);
    return sink.commit();
  };

  it('are taken as they are if they are the same', async () => {
    const merged = await mergeTiny(two, [[await withIds(3n)], [await withIds(3n)]]);
    expect(merged.dtypes.get('ids')).toBe('I64');
    expect(merged.notices.map(({ message }) => message)).toContain('Taken as they are: ids (I64).');
  });

  it('that differ are refused, as are other formats', async () => {
    await expect(mergeTiny(two, [[await withIds(3n)], [await withIds(4n)]])).rejects.toMatchObject({
      code: 'merge/not-mergeable',
    });
    const problems = await problemsOf(two, [[await withIds(3n)], [await withIds(3n, 'I32')]]);
    expect(problems).toEqual([[4, 'recipe/formats-differ', expect.stringMatching(/“ids” is I32 in b, and I64/)]]);
  });
});

describe('tokenizers', () => {
  const recipe = `${two}tokenizer_source: b\n`;

  it('of another model are carried over where the words are the same', async () => {
    const [a, b] = [await tinyModel(tinyLlama(1)), await tinyModel(tinyLlama(2))];
    const merged = await mergeTiny(recipe, [a, [...b, textFile('tokenizer_config.json', '{"of": "b"}')]]);
    expect(await merged.text('tokenizer_config.json')).toBe('{"of": "b"}');
  });

  it('with other words are refused: rows are merged by number', async () => {
    const [a, b] = [await tinyModel(tinyLlama(1)), await tinyModel(tinyLlama(2), tinyConfig(), '{"other": 1}')];
    expect(await problemsOf(recipe, [a, b])).toEqual([
      [6, 'recipe/not-supported', expect.stringMatching(/the tokenizer of b is not that of a/)],
    ]);
    const bare = [await safetensorsOf(tinyLlama(2))];
    expect(await problemsOf(recipe, [a, bare])).toEqual([
      [6, 'recipe/no-tokenizer', expect.stringMatching(/b has no tokenizer files/)],
    ]);
  });
});

it('an output in several files has an index, and opens as one', async () => {
  const merged = await mergeTiny(two, [await tinyModel(tinyLlama(1)), await tinyModel(tinyLlama(2))], {
    shardSize: '2kB',
  });
  expect(merged.files.filter((name) => name.endsWith('.safetensors')).length).toBeGreaterThan(3);
  expect(merged.files).toContain('model.safetensors.index.json');
  expect(merged.tensors.size).toBe(tinyLlama(1).length);
});

it('the paper’s profile trims over the whole model, so it takes single numbers only', async () => {
  const recipe = (density: string): string =>
    `merge_method: ties\nbase_model: z\nmodels:\n  - model: a\n    parameters:\n      weight: 1\n      density: ${density}\n`;
  const models = [await tinyModel(tinyLlama(0)), await tinyModel(tinyLlama(1))];
  expect(await problemsOf(recipe('[0.1, 0.9]'), models, { profile: 'paper' })).toEqual([
    [7, 'recipe/profile', expect.stringMatching(/trims over the whole model/)],
  ]);
  const merged = await mergeTiny(recipe('0.25'), models, { profile: 'paper' });
  const kept = merged.report.data.models[0].kept;
  expect(kept).toBe(Math.trunc(merged.report.data.parameters * 0.25) + 1);
});

it('weights that cancel are refused where they are divided by', async () => {
  const recipe =
    'merge_method: linear\nmodels:\n  - model: a\n    parameters: {weight: 1}\n  - model: b\n    parameters: {weight: -1}\n';
  const models = [await tinyModel(tinyLlama(1)), await tinyModel(tinyLlama(2))];
  const [[line, code, words]] = await problemsOf(recipe, models);
  expect([line, code]).toEqual([3, 'recipe/weights-cancel']);
  expect(words).toMatch(/the weights 1, -1 add up to 0/);
});

it('models with several lists of layers cannot be cut into slices, but can be merged whole with gradients', async () => {
  const lists = (task: number): TinyTensor[] =>
    tinyLlama(task, { layers: 3 }).flatMap((tensor) => [
      { ...tensor, name: `encoder.${tensor.name}` },
      { ...tensor, name: `decoder.${tensor.name}` },
    ]);
  const models = [[await safetensorsOf(lists(1))], [await safetensorsOf(lists(2))]];
  const slices = 'merge_method: passthrough\nslices:\n  - sources:\n      - {model: a, layer_range: [0, 3]}\n';
  expect(await problemsOf(slices, [models[0]])).toEqual([
    [4, 'recipe/layers', expect.stringMatching(/several lists of layers.*decoder\.model\.layers\.N \(3\)/)],
  ]);
  const whole = 'merge_method: slerp\nbase_model: a\nmodels: [{model: b}]\nparameters: {t: [0, 1]}\n';
  const merged = await mergeTiny(whole, models);
  const [a, b] = [named(lists(1)), named(lists(2))];
  for (const list of ['encoder', 'decoder']) {
    const [first, last] = [0, 2].map((layer) => `${list}.model.layers.${layer}.mlp.up_proj.weight`);
    expect(merged.tensors.get(first)).toEqual(a.get(first));
    expect(merged.tensors.get(last)).toEqual(b.get(last));
  }
});

it('an adapter where a model should be is named as one', async () => {
  const adapter = [
    await safetensorsOf([{ name: 'x.lora_A.weight', shape: [1], values: new Float32Array(1), dtype: 'F32' }]),
  ];
  expect(await problemsOf(two, [adapter, await tinyModel(tinyLlama(1))])).toEqual([
    [3, 'recipe/adapter', expect.stringMatching(/a is an adapter, not a model\. .*path\/of\/model\+a/)],
  ]);
});

const withRecipes = [...methods.values()].filter(({ recipe, id }) => recipe !== undefined && id !== 'merge-recipe');

it.each(withRecipes)('the recipe that $id gives of itself is one', (method) => {
  const names = Object.fromEntries(
    Object.keys(method.files).map((port) => [
      port,
      port === 'models' ? ['a', 'b'].slice(0, method.files[port].max) : ['z'],
    ]),
  );
  const defaults = Object.fromEntries(Object.entries(method.settings).map(([name, port]) => [name, port.default]));
  const text = method.recipe?.(names, { ...defaults, profile: 'mergekit' }) ?? null;
  if (text === null) return;
  expect(readRecipe(text).problems).toEqual([]);
});
