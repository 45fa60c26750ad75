import { InputError, NotFoundError } from '@offprint/errors';
import { isIndexName, wholeOf } from './shards.ts';

/** The names that Hugging Face libraries give to the weights of a model, the usual one first. */
const usualNames = ['model', 'diffusion_pytorch_model', 'adapter_model'];

const ENDING = '.safetensors';
const INDEX_ENDING = '.safetensors.index.json';
const otherWeights = /\.(bin|pt|pth|ckpt|gguf|ggml|h5|msgpack|onnx|npz|tflite|pkl)(\.index\.json)?$/i;

/** Which of a folder's files are its weights. */
export type FolderWeights =
  | { readonly kind: 'file'; readonly name: string }
  /** The shards are those that the index lists. */
  | { readonly kind: 'index'; readonly name: string }
  | { readonly kind: 'shards'; readonly names: readonly string[] }
  /** Checkpoints that have nothing to do with one another. */
  | { readonly kind: 'several'; readonly names: readonly string[] }
  /** No safetensors file; `other` are weights of another kind. */
  | { readonly kind: 'none'; readonly other: string | null };

/**
 * Finds the weights in a folder as Hugging Face lays it out, by the names of the files directly in it:
 * `model.safetensors`, else its index, else the same for diffusion models and adapters, else the only index, file or set
 * of numbered shards.
 */
export function weightsAmong(names: readonly string[]): FolderWeights {
  const seen = names.filter((name) => !name.startsWith('.')).toSorted();
  const files = seen.filter((name) => name.endsWith(ENDING));
  const indexes = seen.filter((name) => name.endsWith(INDEX_ENDING));
  const usual = usualNames.flatMap((stem) => [`${stem}${ENDING}`, `${stem}${INDEX_ENDING}`]);
  const chosen = usual.find((name) => seen.includes(name)) ?? (indexes.length === 1 ? indexes[0] : undefined);
  if (chosen !== undefined) return { kind: isIndexName(chosen) ? 'index' : 'file', name: chosen };
  if (files.length === 0) return { kind: 'none', other: seen.find((name) => otherWeights.test(name)) ?? null };
  if (files.length === 1) return { kind: 'file', name: files[0] };
  const wholes = new Set(files.map((file) => wholeOf(file) ?? file));
  return { kind: wholes.size > 1 ? 'several' : 'shards', names: files };
}

/** Whether a file of a model's folder goes with its weights: configuration, tokenizer, licence; not weights of any kind. */
export function goesWithWeights(name: string): boolean {
  return !name.startsWith('.') && !name.endsWith(ENDING) && !name.endsWith(INDEX_ENDING) && !otherWeights.test(name);
}

/** @param other weights of another kind that it does hold */
export function noWeights(folder: string, other: string | null): NotFoundError {
  const instead = other === null ? '' : `, only ${other}, which is of another kind`;
  return new NotFoundError('file/not-found', `The folder ${folder} holds no safetensors file${instead}.`, {
    hint: 'Give the folder that holds model.safetensors or its shards.',
    where: { folder },
  });
}

export function severalCheckpoints(folder: string, names: readonly string[]): InputError {
  const shown = names.slice(0, 3).join(', ');
  const listed = names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
  return new InputError('checkpoint/ambiguous-folder', `The folder ${folder} holds several checkpoints: ${listed}.`, {
    hint: 'Name the one that is meant.',
    where: { folder, files: names.length },
  });
}
