import { mkdir, readdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, StorageError } from '@offprint/errors';

/** Bytes that are free where a folder is or will be; undefined where that cannot be told. */
export async function freeBytesAt(folder: string): Promise<number | undefined> {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    try {
      const { bavail, bsize } = await statfs(place);
      return bavail * bsize;
    } catch {
      // Not there yet: the disk is that of the folder above.
      if (path.dirname(place) === place) return undefined;
    }
  }
}

const weights = /\.(safetensors|safetensors\.index\.json|bin|gguf|pt|pth)$/i;

/**
 * Makes the folder of the output. Weights in it that this merge would not replace stay as they are, and a reader would not
 * know which of them count: so it must hold none.
 * @throws ConflictError `output/other-weights`; StorageError `disk/refused`
 */
export async function prepareFolder(folder: string, files: readonly string[]): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new StorageError('disk/refused', `The folder ${folder} cannot be made.`, {
      hint: 'Choose another with --out, in a place where you may write.',
      where: { folder },
      cause,
    });
  }
  const names = await readdir(folder);
  const other = names.filter((name) => !name.startsWith('.') && weights.test(name) && !files.includes(name));
  if (other.length === 0) return;
  throw new ConflictError('output/other-weights', `The folder ${folder} holds other weights: ${other.join(', ')}.`, {
    hint: 'Choose a new folder with --out, or move them away.',
    where: { folder },
  });
}
