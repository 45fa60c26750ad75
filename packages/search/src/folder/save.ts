import { OffprintError, StorageError } from '@offprint/errors';
import type { Collection } from '../collection/collection.ts';
import type { Folder } from './folder.ts';
import { decodeManifest, encodeManifest, manifestName, manifestOf } from './manifest.ts';
import { isLeftOver, newSegmentName, partialName } from './names.ts';
import { encodeSegment } from './segment-file.ts';

/**
 * Writes the parts that have no file yet, then a manifest that names all of them, then removes what no manifest names.
 * Each file is written under another name, synced, renamed, and the folder synced, in this order; so at every moment the
 * manifest in the folder names whole files. The state written is that of the call, whatever happens to the collection
 * meanwhile. Returns the manifest now in the folder.
 *
 * `replaces` is a manifest that must be replaced even by one of an earlier change: it could not be used.
 *
 * @throws ConflictError `index/locked`
 * @throws StorageError `disk/full`, `disk/refused`; what the call had written is removed, if the disk lets it be.
 */
export async function saveCollection(
  folder: Folder,
  collection: Collection,
  replaces: 'any' | Uint8Array | null,
): Promise<Uint8Array> {
  const { change, parts } = collection;
  // Deletions go on during the writing, in the parts themselves: these copies stay as they are now.
  const copies = parts.map((part) => ({ ...part, deleted: part.deleted.slice() }));

  const written = new Set<string>();
  const lock = await folder.lock().catch((thrown) => {
    throw storageError(thrown);
  });
  try {
    const found = await folder.read(manifestName);
    const current = found === null ? 'damaged' : decodeManifest(found);
    const intact = typeof current === 'string' ? null : current;
    const mustReplace =
      replaces === 'any' || (found !== null && replaces !== null && Buffer.compare(found, replaces) === 0);
    if (found !== null && intact !== null && !mustReplace && intact.change > change) return found;

    const present = new Set(intact?.segments.map(({ name }) => name));
    for (const [index, copy] of copies.entries()) {
      // Another process may have saved a state without this file, and removed it.
      if (copy.file !== null && present.has(copy.file.name)) continue;
      const { pieces, bytes, checksum } = encodeSegment(copy.segment);
      const name = newSegmentName();
      await writeWhole(folder, name, pieces, written);
      copy.file = { name, bytes, checksum };
      parts[index].file = copy.file;
    }

    const manifest = encodeManifest(manifestOf({ change, parts: copies }));
    if (found !== null && Buffer.compare(found, manifest) === 0) return found;
    await folder.sync();
    await writeWhole(folder, manifestName, [manifest], written);
    written.clear();
    await folder.sync();
    await removeLeftOvers(folder, new Set(copies.map(({ file }) => file?.name ?? '')));
    return manifest;
  } catch (thrown) {
    for (const name of written) await folder.remove(name).catch(() => undefined);
    for (const part of parts) if (part.file !== null && written.has(part.file.name)) part.file = null;
    throw storageError(thrown);
  } finally {
    lock.release();
  }
}

/** Writes a file under another name first; `written` holds the name under which it is to be found. */
async function writeWhole(
  folder: Folder,
  name: string,
  pieces: Iterable<Uint8Array>,
  written: Set<string>,
): Promise<void> {
  const partial = partialName(name);
  written.add(partial);
  await folder.write(partial, pieces);
  await folder.rename(partial, name);
  written.add(name).delete(partial);
}

/** Removes the files of older states and of saves that did not come to their end. */
async function removeLeftOvers(folder: Folder, used: ReadonlySet<string>): Promise<void> {
  for (const name of await folder.list()) {
    // Where the system refuses because somebody has the file open, a later save removes it.
    if (isLeftOver(name, used)) await folder.remove(name).catch(() => undefined);
  }
}

/** What the system refused, as an error that a person can read. */
export function storageError(thrown: unknown): OffprintError {
  if (thrown instanceof OffprintError) return thrown;
  const { code, message } =
    thrown instanceof Error ? (thrown as NodeJS.ErrnoException) : { code: undefined, message: String(thrown) };
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StorageError('disk/full', 'The disk is full: the search index was not saved.', {
      hint: 'Free some space, then save again. The index goes on in memory, and nothing is lost.',
      cause: thrown,
    });
  }
  return new StorageError('disk/refused', `The folder of the search index cannot be used: ${message}.`, {
    hint: 'See that the folder belongs to the user that runs Offprint and can be written.',
    cause: thrown,
  });
}
