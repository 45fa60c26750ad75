import type { Checkpoint, TensorEntry } from '@offprint/files';
import type { OperandAdapter } from '../../../checkpoints/jobs.ts';
import { type FloatEntry, isFloat } from '../../../checkpoints/tensors.ts';
import type { JsonObject } from './companions.ts';

/** A tensor of a model as it is merged: stored, and perhaps with what an adapter adds. */
export interface ModelTensor {
  /** Index among the checkpoints of the run. */
  readonly file: number;
  readonly entry: TensorEntry;
  readonly adapters?: readonly OperandAdapter[];
}

export type ModelTensors = ReadonlyMap<string, ModelTensor>;

/** Why an adapter cannot be merged, and what to do. */
export interface AdapterFault {
  readonly message: string;
  readonly hint: string;
}

/** `base_model.model.` is PEFT's wrapper; the names of modules follow, then the part of the adapter. */
const partName =
  /^(?:base_model\.model\.)?(.+?)\.(lora_A|lora_B|lora_embedding_A|lora_embedding_B|lora_magnitude_vector)(?:\.default)?(?:\.(weight|bias))?$/;
const wholeName = /^(?:base_model\.model\.)?(.+?)(?:\.modules_to_save)?(?:\.default)?\.([^.]+)$/;

interface Pair {
  a?: TensorEntry;
  b?: TensorEntry;
  embedding: boolean;
}

/**
 * A model with a LoRA adapter in PEFT's form on top: each pair of matrices belongs to the weight that they change, and
 * modules that were trained whole take the place of the model's.
 *
 * @param file index of the adapter among the checkpoints
 * @param config what `adapter_config.json` says
 */
export function withAdapter(
  tensors: ModelTensors,
  adapter: Pick<Checkpoint, 'name' | 'tensors'>,
  file: number,
  config: JsonObject | null,
): { readonly tensors: ModelTensors; readonly faults: readonly AdapterFault[] } {
  const faults: AdapterFault[] = [];
  const refuse = (message: string, hint: string): void => {
    faults.push({ message, hint });
  };
  const unfit = refusalOf(config);
  if (unfit !== null || config === null) {
    refuse(
      unfit ?? 'has no adapter_config.json, and without it its scale is not known',
      unfit === null
        ? 'Give the folder in which adapter_model.safetensors and adapter_config.json lie.'
        : 'Merge this adapter with PEFT first, and name the merged model.',
    );
    return { tensors, faults };
  }
  const { pairs, whole } = partsOf(adapter.tensors.values());
  if (pairs.size === 0) refuse('holds no lora_A and lora_B', 'Name an adapter behind the +, and a model before it.');
  const merged = new Map(tensors);
  for (const [module, { a, b, embedding }] of pairs) {
    const name = findTensor(tensors, `${module}.weight`);
    const target = name === undefined ? undefined : tensors.get(name);
    if (a === undefined || b === undefined) {
      refuse(`has only one of the two matrices of ${module}`, 'Fetch the adapter again.');
    } else if (target === undefined || name === undefined) {
      refuse(`changes ${module}, which the model does not have`, 'Choose the model that the adapter was trained on.');
    } else if (!isFloatEntry(a) || !isFloatEntry(b) || !isFloat(target.entry.dtype)) {
      refuse(`changes ${module}, which is not in a floating-point format`, 'Choose a model that is not quantised.');
    } else {
      const transposed = embedding || config['fan_in_fan_out'] === true;
      const wanted = transposed ? [a.shape[1], b.shape[0]] : [b.shape[0], a.shape[1]];
      const fits = a.shape.length === 2 && b.shape.length === 2 && a.shape[0] === b.shape[1];
      if (!fits || String(wanted) !== String(target.entry.shape)) {
        const shape = target.entry.shape.join(', ');
        refuse(
          `does not fit ${name} [${shape}]: its matrices are [${a.shape.join(', ')}] and [${b.shape.join(', ')}]`,
          'Choose the model that the adapter was trained on.',
        );
        continue;
      }
      const part = { file, a, b, scale: scaleOf(config, module, a.shape[0]), ...(transposed ? { transposed } : {}) };
      merged.set(name, { ...target, adapters: [...(target.adapters ?? []), part] });
    }
  }
  for (const [name, entry] of whole) merged.set(findTensor(tensors, name) ?? name, { file, entry });
  return { tensors: merged, faults };
}

function isFloatEntry(entry: TensorEntry): entry is FloatEntry {
  return isFloat(entry.dtype);
}

/** Whether these tensors are an adapter's rather than a model's. */
export function isAdapter(tensors: Iterable<string>): boolean {
  for (const name of tensors) if (partName.test(name)) return true;
  return false;
}

function partsOf(entries: Iterable<TensorEntry>): {
  readonly pairs: ReadonlyMap<string, Pair>;
  readonly whole: ReadonlyMap<string, TensorEntry>;
} {
  const pairs = new Map<string, Pair>();
  const whole = new Map<string, TensorEntry>();
  for (const entry of entries) {
    const [, module, part] = partName.exec(entry.name) ?? [];
    if (module !== undefined) {
      const pair: Pair = pairs.get(module) ?? { embedding: false };
      pair.embedding ||= part.startsWith('lora_embedding');
      if (part.endsWith('_A')) pair.a = entry;
      else pair.b = entry;
      pairs.set(module, pair);
      continue;
    }
    const [, owner, last] = wholeName.exec(entry.name) ?? [];
    if (owner !== undefined) whole.set(`${owner.replace(/\.base_layer$/, '')}.${last}`, entry);
  }
  return { pairs, whole };
}

/** Kinds of adapters that are not a plain product of two matrices. */
function refusalOf(config: JsonObject | null): string | null {
  if (config === null) return null;
  const type = config['peft_type'];
  if (typeof type === 'string' && type !== 'LORA') return `is a ${type} adapter, not LoRA`;
  if (config['use_dora'] === true) return 'is a DoRA adapter, whose magnitudes are not applied here';
  if (config['lora_bias'] === true) return 'has biases in its lora_B, which are not applied here';
  if (config['layer_replication'] !== null && config['layer_replication'] !== undefined) {
    return 'repeats layers of its model, which is not done here';
  }
  return null;
}

/** alpha / r, or alpha / √r where the adapter asks for it; patterns of names come before the common numbers. */
function scaleOf(config: JsonObject, module: string, rank: number): number {
  const number = (key: string, pattern: string): number | undefined => {
    const own = config[pattern];
    if (typeof own === 'object' && own !== null) {
      for (const [name, value] of Object.entries(own)) {
        if (typeof value === 'number' && fits(module, name)) return value;
      }
    }
    const common = config[key];
    return typeof common === 'number' ? common : undefined;
  };
  const r = number('r', 'rank_pattern') ?? rank;
  const alpha = number('lora_alpha', 'alpha_pattern') ?? r;
  return config['use_rslora'] === true ? alpha / Math.sqrt(r) : alpha / r;
}

/** Patterns are regular expressions for the end of a module's name, from a dot on. */
function fits(module: string, pattern: string): boolean {
  try {
    return new RegExp(`^(.*\\.)?(${pattern})$`).test(module);
  } catch {
    // A pattern that only Python reads as one is a name here.
    return module === pattern || module.endsWith(`.${pattern}`);
  }
}

/** A tensor by the name that PEFT gives it: models are stored with or without the name of their inner model in front. */
export function findTensor(tensors: ReadonlyMap<string, unknown>, name: string): string | undefined {
  if (tensors.has(name)) return name;
  for (let at = name.indexOf('.'); at !== -1; at = name.indexOf('.', at + 1)) {
    const inner = name.slice(at + 1);
    // Behind the first number everything is of a layer and says little by itself.
    if (/(^|\.)\d+\./.test(name.slice(0, at + 1))) break;
    if (tensors.has(inner)) return inner;
  }
  const longer = [...tensors.keys()].filter((one) => one.endsWith(`.${name}`));
  return longer.length === 1 ? longer[0] : undefined;
}
