import { InputError, throwIfCancelled } from '@offprint/errors';
import type { ByteSink, Checkpoint, TensorEntry } from '@offprint/files';
import { type Alignment, vocabularyName } from './tensors.ts';

/** Bytes read at once where whole tensors are compared or copied. */
const pieceBytes = 2 ** 22;

/** Calls `work` with each piece of a tensor in turn; stops early when it answers false. */
async function forPieces(
  checkpoint: Checkpoint,
  entry: TensorEntry,
  signal: AbortSignal,
  work: (piece: Uint8Array, from: number) => Promise<boolean>,
): Promise<boolean> {
  const buffer = new Uint8Array(Math.min(pieceBytes, entry.bytes));
  for (let from = 0; from < entry.bytes; from += pieceBytes) {
    throwIfCancelled(signal);
    const piece = buffer.subarray(0, Math.min(pieceBytes, entry.bytes - from));
    await checkpoint.read(entry, piece, from);
    if (!(await work(piece, from))) return false;
  }
  return true;
}

async function sameBytes(
  one: Checkpoint,
  entry: TensorEntry,
  other: Checkpoint,
  otherEntry: TensorEntry,
  signal: AbortSignal,
): Promise<boolean> {
  const buffer = new Uint8Array(Math.min(pieceBytes, otherEntry.bytes));
  return forPieces(one, entry, signal, async (piece, from) => {
    const beside = buffer.subarray(0, piece.length);
    await other.read(otherEntry, beside, from);
    return piece.every((byte, at) => byte === beside[at]);
  });
}

/** Copies a tensor to its place in the merged file. */
export async function copyTensor(
  checkpoint: Checkpoint,
  entry: TensorEntry,
  sink: ByteSink,
  at: number,
  signal: AbortSignal,
): Promise<void> {
  await forPieces(checkpoint, entry, signal, async (piece, from) => {
    await sink.write(piece, at + from);
    return true;
  });
}

/**
 * Makes sure that tensors which cannot be merged are the same in all files.
 * @throws InputError `merge/not-mergeable` that names the first one that differs
 */
export async function checkCarried(
  carried: readonly Alignment[],
  base: Checkpoint,
  models: readonly Checkpoint[],
  signal: AbortSignal,
): Promise<void> {
  for (const { base: entry, models: entries } of carried) {
    for (const [index, other] of entries.entries()) {
      if (await sameBytes(base, entry, models[index], other, signal)) continue;
      const [name, file] = [entry.name, models[index].name];
      throw new InputError(
        'merge/not-mergeable',
        `Tensor “${name}” holds ${entry.dtype} numbers that differ between ${base.name} and ${file}.`,
        {
          hint: 'Only floating-point tensors can be merged; others must be the same in all files.',
          where: { tensor: name, file },
        },
      );
    }
  }
}

/** Pairs of vocabulary tensors in the base that hold the same numbers: they were stored twice. */
export async function findTiedWeights(
  tensors: readonly Alignment[],
  base: Checkpoint,
  signal: AbortSignal,
): Promise<(readonly [string, string])[]> {
  const candidates = tensors.map(({ base: entry }) => entry).filter(({ name }) => vocabularyName.test(name));
  const pairs: (readonly [string, string])[] = [];
  for (const [index, entry] of candidates.entries()) {
    for (const other of candidates.slice(index + 1)) {
      if (entry.dtype !== other.dtype || String(entry.shape) !== String(other.shape)) continue;
      if (await sameBytes(base, entry, base, other, signal)) pairs.push([entry.name, other.name]);
    }
  }
  return pairs;
}
