import { InputError } from '@offprint/errors';
import type { Checkpoint, TensorDType, TensorEntry } from '@offprint/files';

/** What to do when a model's vocabulary has another number of rows than the base. */
export type Embedding = 'error' | 'crop' | 'pad';

/** How sums are rounded: once, at the end, or after every step as the peer's own arithmetic does. */
export type Rounding = 'precise' | 'mergekit';

/** The number formats that can be merged. */
export type FloatDType = 'F64' | 'F32' | 'F16' | 'BF16';

export const bytesOf: Readonly<Record<FloatDType, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2 };

export function isFloat(dtype: TensorDType): dtype is FloatDType {
  return Object.hasOwn(bytesOf, dtype);
}

/** An entry whose numbers can be merged. */
export interface FloatEntry extends TensorEntry {
  readonly dtype: FloatDType;
}

/** A tensor of the base beside the same tensor of each model. */
export interface Alignment<E extends TensorEntry = TensorEntry> {
  readonly base: E;
  /** May have more or fewer rows than the base where vocabulary rows are cropped or padded. */
  readonly models: readonly E[];
}

export interface AlignedTensors {
  readonly merged: readonly Alignment<FloatEntry>[];
  /** Integers and other formats that are taken from the base if they are the same everywhere. */
  readonly carried: readonly Alignment[];
}

/**
 * Lays the tensors of the models beside those of the base, from headers alone.
 * @throws InputError `merge/names-differ`, `merge/shapes-differ`, `merge/formats-differ`, `merge/nothing-to-merge`
 */
export function alignTensors(base: Checkpoint, models: readonly Checkpoint[], embedding: Embedding): AlignedTensors {
  for (const model of models) checkNames(base, model);
  const merged: Alignment<FloatEntry>[] = [];
  const carried: Alignment[] = [];
  for (const entry of base.tensors.values()) {
    const entries = models.map((model) => {
      const other = model.tensors.get(entry.name) ?? entry;
      checkShape(entry, base, other, model, embedding);
      return other;
    });
    const all = [entry, ...entries];
    if (all.every(isFloatEntry)) {
      merged.push({ base: all[0], models: all.slice(1) });
    } else {
      checkFormats(entry, entries, base, models);
      carried.push({ base: entry, models: entries });
    }
  }
  if (merged.length === 0) {
    throw new InputError('merge/nothing-to-merge', `${base.name} has no tensor of floating-point numbers.`, {
      hint: 'Choose a checkpoint in float32, float16 or bfloat16; quantised weights cannot be merged.',
      where: { file: base.name },
    });
  }
  return { merged, carried };
}

function isFloatEntry(entry: TensorEntry): entry is FloatEntry {
  return isFloat(entry.dtype);
}

function checkNames(base: Checkpoint, model: Checkpoint): void {
  const missing = [...base.tensors.keys()].filter((name) => !model.tensors.has(name));
  const extra = [...model.tensors.keys()].filter((name) => !base.tensors.has(name));
  if (missing.length === 0 && extra.length === 0) return;
  const [name] = missing.length > 0 ? missing : extra;
  const [has, lacks] = missing.length > 0 ? [base.name, model.name] : [model.name, base.name];
  const others = missing.length + extra.length - 1;
  const more = others === 0 ? '' : ` ${others} more ${others === 1 ? 'name differs' : 'names differ'}.`;
  throw new InputError('merge/names-differ', `Tensor “${name}” of ${has} is not in ${lacks}.${more}`, {
    hint: 'Choose models that were fine-tuned from this very base; merge adapters into their base first.',
    where: { tensor: name, file: lacks, missing: missing.length, extra: extra.length },
  });
}

/** Tensors with a row for each word of the vocabulary, as the common architectures call them. */
export const vocabularyName =
  /(^|\.)(shared|wte|lm_head|word_embeddings|embed_tokens|tok_embeddings|embed_in|embed_out)(\.|$)|^output\.weight$/;

function checkShape(
  entry: TensorEntry,
  base: Checkpoint,
  other: TensorEntry,
  model: Checkpoint,
  embedding: Embedding,
): void {
  if (String(entry.shape) === String(other.shape)) return;
  const rowsDiffer =
    entry.shape.length === other.shape.length &&
    entry.shape.length >= 2 &&
    String(entry.shape.slice(1)) === String(other.shape.slice(1)) &&
    vocabularyName.test(entry.name) &&
    isFloat(entry.dtype) &&
    isFloat(other.dtype);
  const longer = other.shape[0] > entry.shape[0];
  if (rowsDiffer && embedding === (longer ? 'crop' : 'pad')) return;
  const shapes = `[${other.shape.join(', ')}] in ${model.name} and [${entry.shape.join(', ')}] in ${base.name}`;
  throw new InputError('merge/shapes-differ', `Tensor “${entry.name}” has the shape ${shapes}.`, {
    hint: rowsDiffer
      ? `Its vocabulary rows differ: set embedding to ${longer ? 'crop to leave the extra rows out' : 'pad to count the missing rows as unchanged'}.`
      : 'Choose models of the same architecture and size.',
    where: { tensor: entry.name, file: model.name },
  });
}

function checkFormats(
  entry: TensorEntry,
  entries: readonly TensorEntry[],
  base: Checkpoint,
  models: readonly Checkpoint[],
): void {
  const differs = entries.findIndex((other) => other.dtype !== entry.dtype);
  if (differs === -1) return;
  const model = models[differs].name;
  throw new InputError(
    'merge/formats-differ',
    `Tensor “${entry.name}” is ${entry.dtype} in ${base.name} and ${entries[differs].dtype} in ${model}.`,
    {
      hint: 'Only floating-point formats may differ between base and models; convert one of the two.',
      where: { tensor: entry.name, file: model },
    },
  );
}
