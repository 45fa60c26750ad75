import { InputError } from '@offprint/errors';
import { type Checkpoint, planSafetensors } from '@offprint/files';
import { arrangeLayers } from '../../checkpoints/layers.ts';
import { shorten } from '../../checkpoints/merge-with-rule.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import { alignTensors, vocabularyName } from '../../checkpoints/tensors.ts';
import type { Report, RunContext } from '../../method.ts';
import { type ExtractItem, type ExtractResult, extractTensor } from './extract-task.ts';

export interface Inputs {
  readonly base: Checkpoint;
  readonly tuned: Checkpoint;
  readonly rank: number;
}

/** One layer: its change, and what the adapter keeps of it. */
export interface ExtractedLayer {
  readonly section: string;
  readonly label: string;
  readonly parameters: number;
  readonly counted: number;
  readonly energy: number;
  readonly kept: number;
}

export interface ExtractReport {
  readonly parameters: number;
  readonly counted: number;
  readonly rank: number;
  readonly layers: readonly ExtractedLayer[];
  /** Share of ‖change‖² that the adapter keeps, of the weights that it changes and of everything. */
  readonly kept: number;
  readonly keptOfAll: number;
  readonly adapterParameters: number;
}

export const tasks = { extractTensor };

/** The names that PEFT looks for. */
const prefix = 'base_model.model.';
const moduleOf = (tensor: string): string => tensor.replace(/\.weight$/, '');
export const nameOfA = (tensor: string): string => `${prefix}${moduleOf(tensor)}.lora_A.weight`;
export const nameOfB = (tensor: string): string => `${prefix}${moduleOf(tensor)}.lora_B.weight`;

/** Extracts a LoRA adapter: of every linear weight that changed, the closest change of the given rank. */
export async function run(inputs: Inputs, context: RunContext<ExtractReport>): Promise<Report<ExtractReport>> {
  const { base, tuned, rank } = inputs;
  context.progress({ step: 0, share: 0, detail: `${base.tensors.size} tensors` });
  const { merged } = alignTensors(base, [tuned], 'error');
  const adapts = (name: string, shape: readonly number[]): boolean =>
    shape.length === 2 && name.endsWith('.weight') && !vocabularyName.test(name) && Math.min(...shape) > 0;
  const items = merged.map(
    ({ base: entry, models: [own] }): ExtractItem => ({
      files: [base.references, tuned.references],
      names: [base.name, tuned.name],
      base: entry,
      tuned: own,
      rank: adapts(entry.name, entry.shape) ? rank : null,
    }),
  );
  const weights = items.filter((item) => item.rank !== null);
  if (weights.length === 0) {
    throw new InputError('lora/no-weights', `${base.name} has no linear weight that an adapter could change.`, {
      hint: 'An adapter changes two-dimensional tensors whose names end in .weight.',
      where: { file: base.name },
    });
  }
  const plan = planSafetensors(
    weights.flatMap(({ base: { name, dtype, shape } }) => [
      { name: nameOfA(name), dtype, shape: [rank, shape[1]] },
      { name: nameOfB(name), dtype, shape: [shape[0], rank] },
    ]),
    { format: 'pt', ...(await context.provenance()) },
  );
  const sink = await context.output('adapter', 'adapter_model.safetensors');
  await sink.write(plan.header, 0);
  const { layers, indexOf } = arrangeLayers(items.map(({ base: entry }) => entry));
  const rows = layers.map((layer) => ({ ...layer, counted: 0, energy: 0, kept: 0 }));
  const outside: string[] = [];
  let energyOfWeights = 0;
  const report = (): ExtractReport => {
    const energy = rows.reduce((sum, row) => sum + row.energy, 0);
    const kept = rows.reduce((sum, row) => sum + row.kept, 0);
    return {
      parameters: rows.reduce((sum, row) => sum + row.parameters, 0),
      counted: rows.reduce((sum, row) => sum + row.counted, 0),
      rank,
      layers: rows.map((row) => ({ ...row })),
      kept: energyOfWeights === 0 ? 1 : kept / energyOfWeights,
      keptOfAll: energy === 0 ? 1 : kept / energy,
      adapterParameters: weights.reduce((sum, { base: { shape } }) => sum + rank * (shape[0] + shape[1]), 0),
    };
  };
  const elements = items.reduce((sum, item) => sum + item.base.elements, 0);
  let done = 0;
  await context.map<ExtractItem, ExtractResult>('extractTensor', items, async ({ a, b, energy, kept }, index) => {
    const { base: entry, rank: own } = items[index];
    const row = rows[indexOf.get(entry.name) ?? 0];
    row.counted += entry.elements;
    row.energy += energy;
    row.kept += kept;
    if (own === null) {
      if (energy > 0) outside.push(entry.name);
    } else {
      energyOfWeights += energy;
      await sink.write(a, plan.at.get(nameOfA(entry.name)) ?? 0);
      await sink.write(b, plan.at.get(nameOfB(entry.name)) ?? 0);
    }
    done += entry.elements;
    context.progress({
      step: 1,
      share: done / elements,
      detail: `tensor ${index + 1} of ${items.length} ${entry.name}`,
      partial: report(),
    });
  });
  const data = report();
  if (data.layers.every(({ energy }) => energy === 0)) {
    throw new InputError('lora/no-change', `${tuned.name} holds the same numbers as ${base.name}.`, {
      hint: 'Give a model that was fine-tuned from the base.',
      where: { file: tuned.name },
    });
  }
  if (outside.length > 0) {
    context.notice(
      'lora/outside',
      `${outside.length} ${outside.length === 1 ? 'tensor changed that' : 'tensors changed that'} an adapter does not hold: ${shorten(outside)}.`,
    );
  }
  const config = {
    peft_type: 'LORA',
    base_model_name_or_path: plainName(base.name),
    r: rank,
    lora_alpha: rank,
    lora_dropout: 0,
    bias: 'none',
    fan_in_fan_out: false,
    inference_mode: true,
    target_modules: [
      ...new Set(weights.map(({ base: { name } }) => moduleOf(name).split('.').at(-1) ?? name)),
    ].toSorted(),
  };
  const file = await context.output('config', 'adapter_config.json');
  await file.write(new TextEncoder().encode(`${JSON.stringify(config, null, 2)}\n`), 0);
  context.progress({ step: 2, share: 1, detail: sink.name, partial: data });
  return {
    numbers: [
      { label: 'Energy of the adapted weights that is kept', value: 100 * data.kept, unit: '%', digits: 2 },
      { label: 'Energy of all changes that is kept', value: 100 * data.keptOfAll, unit: '%', digits: 2 },
      { label: 'Parameters of the adapter', value: data.adapterParameters },
      { label: 'Relative to the model', value: (100 * data.adapterParameters) / data.parameters, unit: '%', digits: 2 },
    ],
    data,
  };
}
