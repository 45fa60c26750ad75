import { StorageError } from '@offprint/errors';

/** What Node (`code`) and browsers (`name`) call a disk, a quota or a size limit that is used up. */
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'QuotaExceededError']);

const hints: Readonly<Record<string, string>> = {
  ENOENT: 'Make the folder first, or choose one that exists.',
  ENOTDIR: 'Make the folder first, or choose one that exists.',
  EACCES: 'Give yourself the right to write in that folder, or choose another.',
  EPERM: 'Give yourself the right to write in that folder, or choose another.',
  EROFS: 'The disk is read-only; choose a folder on another.',
};

/**
 * Any failure to write as a `StorageError`: `disk/full` or `disk/refused`.
 * @param kept what becomes of what was written, as a sentence
 */
export function storageFault(thrown: unknown, name: string, kept = 'Nothing was kept.'): StorageError {
  if (thrown instanceof StorageError) return thrown;
  const reason = reasonOf(thrown);
  if (full.has(reason)) {
    return new StorageError('disk/full', `The disk is full: ${name} could not be written.`, {
      hint: `Free some space, or choose a folder on another disk, then run again. ${kept}`,
      where: { file: name, reason },
      cause: thrown,
    });
  }
  return new StorageError('disk/refused', `${name} cannot be written (${reason}).`, {
    hint: hints[reason] ?? `Check the disk and the folder, then run again. ${kept}`,
    where: { file: name, reason },
    cause: thrown,
  });
}

function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  // A DOMException has a numeric code from the last century; its name is what tells.
  return 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : thrown.name;
}
