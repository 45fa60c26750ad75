import { rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { IntegrityError } from '@offprint/errors';
import { syncFolder, writeAll } from './file-sink.node.ts';
import { closeKept, openKept } from './kept-handle.node.ts';
import { sinkOver } from './sink-over.ts';
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
  const handle = await openEither(partial, name);
  let begun = false;
  const begin = async (): Promise<void> => {
    if (begun) return;
    begun = true;
    await handle.truncate(0);
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
      flush: () => handle.sync(),
      async keep(bytes) {
        const { size } = await handle.stat();
        if (size < bytes) throw damaged(name, partial);
        await handle.truncate(bytes);
        begun = true;
      },
      async readBack(target, at) {
        for (let done = 0; done < target.byteLength; ) {
          const { bytesRead } = await handle.read(target, done, target.byteLength - done, at + done);
          if (bytesRead === 0) throw damaged(name, partial);
          done += bytesRead;
        }
      },
    },
  });
}

async function openEither(partial: string, name: string): Promise<Awaited<ReturnType<typeof openKept>>> {
  try {
    const exists = (await stat(partial).catch(() => undefined)) !== undefined;
    return await openKept(partial, exists ? 'r+' : 'wx+');
  } catch (thrown) {
    throw storageFault(thrown, name);
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
