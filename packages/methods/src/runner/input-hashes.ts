import { type Checkpoint, nameOf, type SourceReference } from '@offprint/files';
import type { ReceiptInput } from '../receipts/receipt.ts';
import type { Executor, HashedFile } from './executor.ts';

/** A file that two ports were given is hashed once. */
function keyOf(reference: SourceReference): unknown {
  if (reference.kind === 'path') return `path ${reference.path}`;
  if (reference.kind === 'url') return `url ${reference.url}`;
  return reference.kind === 'blob' ? reference.blob : reference.bytes;
}

function whereFrom(reference: SourceReference): string | undefined {
  if (reference.kind === 'path') return reference.path;
  return reference.kind === 'url' ? reference.url : undefined;
}

/** Hashes every file of every input, an index of shards among them, in the form of a receipt. */
export async function hashInputs(
  checkpoints: Readonly<Record<string, readonly Checkpoint[]>>,
  executor: Pick<Executor, 'hash'>,
): Promise<Readonly<Record<string, readonly ReceiptInput[]>>> {
  const hashing = new Map<unknown, Promise<HashedFile>>();
  const hashOnce = (reference: SourceReference): Promise<HashedFile> => {
    const key = keyOf(reference);
    const known = hashing.get(key) ?? executor.hash(reference);
    hashing.set(key, known);
    return known;
  };
  const entryOf = async (reference: SourceReference, checkpoint: number): Promise<ReceiptInput> => {
    const { size, sha256 } = await hashOnce(reference);
    const path = whereFrom(reference);
    return { name: nameOf(reference), size, sha256, ...(path === undefined ? {} : { path }), checkpoint };
  };
  const ports = Object.entries(checkpoints).map(async ([port, list]) => {
    const entries = list.flatMap(({ references }, index) => references.map((reference) => entryOf(reference, index)));
    return [port, await Promise.all(entries)] as const;
  });
  return Object.fromEntries(await Promise.all(ports));
}
