import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { IntegrityError } from '@offprint/errors';
import { refuseTaken, syncFolder, writeAll } from './file-sink.node.ts';
import { closeKept, openKept } from './kept-handle.node.ts';
import { keptForLater, sinkOver } from './sink-over.ts';
import type { ByteSink } from './source.ts';
import { storageFault } from './storage-fault.ts';

/** Where the unfinished form of a file stands. */
export function partialPathOf(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.partial`);
}

/**
 * Makes a file on disk in a run that may be stopped and gone on with: written beside its place as `.name.partial`, which
 * stays when the run ends before `commit`, however it ends. `keep` takes it up again; without `keep` it begins anew.
 * `discard` only closes it: who wants no rest removes `.name.partial`.
 *
 * @param file path of the file to make; an existing file is replaced at `commit`. The folder must exist.
 * @throws StorageError `disk/refused` or `disk/full`
 */
export async function lastingSink(file: string): Promise<ByteSink> {
  const final = path.resolve(file);
  const name = path.basename(final);
  const partial = partialPathOf(final);
  const handle = await openEither(partial, final, name);
  let beginning: Promise<void> | undefined;
  let isNamed = false;
  const begin = (): Promise<void> => {
    beginning ??= handle.truncate(0);
    return beginning;
  };
  return sinkOver(name, {
    async write(bytes, at) {
      await begin();
      await writeAll(handle, bytes, at);
    },
    async finish() {
      await begin();
      await handle.sync();
      await closeKept(handle);
      await rename(partial, final);
      await syncFolder(path.dirname(final));
      return { kind: 'path', path: final };
    },
    async remove() {
      await closeKept(handle).catch(() => undefined);
    },
    lasting: {
      async flush() {
        await begin();
        await handle.sync();
        // A power cut must not take the name of the partial file either.
        if (!isNamed) await syncFolder(path.dirname(final));
        isNamed = true;
      },
      async keep(bytes) {
        const { size } = await handle.stat();
        // The earlier run may have been killed between putting this file in place and saying so.
        const enough = size === 0 ? await copyStart(final, handle, bytes) : size >= bytes;
        if (!enough) throw damaged(name, partial);
        beginning = handle.truncate(bytes);
        await beginning;
      },
      async readBack(target, at) {
        if (!(await readAll(handle, target, at))) throw damaged(name, partial);
      },
    },
  });
}

async function openEither(partial: string, final: string, name: string): Promise<FileHandle> {
  try {
    await refuseTaken(final);
    const exists = (await stat(partial, { throwIfNoEntry: false })) !== undefined;
    return await openKept(partial, exists ? 'r+' : 'wx+');
  } catch (thrown) {
    throw storageFault(thrown, name, keptForLater);
  }
}

/** Fills the whole of `target`; false if the file ends before. */
async function readAll(from: FileHandle, target: Uint8Array, at: number): Promise<boolean> {
  for (let done = 0; done < target.byteLength; ) {
    const { bytesRead } = await from.read(target, done, target.byteLength - done, at + done);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

const copiedAtOnce = 2 ** 22;

/** Copies the first bytes of a file, which may be another than was thought: that is for a hash to tell. */
async function copyStart(whole: string, to: FileHandle, bytes: number): Promise<boolean> {
  if (bytes === 0) return true;
  const from = await open(whole, 'r').catch(() => undefined);
  if (from === undefined) return false;
  try {
    for (let at = 0; at < bytes; at += copiedAtOnce) {
      const piece = new Uint8Array(Math.min(copiedAtOnce, bytes - at));
      if (!(await readAll(from, piece, at))) return false;
      await writeAll(to, piece, at);
    }
    return true;
  } finally {
    await from.close();
  }
}

function damaged(name: string, partial: string): IntegrityError {
  return new IntegrityError('resume/partial-damaged', `The unfinished ${name} is not as the stopped run left it.`, {
    hint: 'Start anew; what was finished of it is lost.',
    where: { file: partial },
  });
}

/** Removes the unfinished form of a file, if there is one. */
export async function removePartial(file: string): Promise<void> {
  await rm(partialPathOf(path.resolve(file)), { force: true });
}
