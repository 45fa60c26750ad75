import { NotFoundError, OffprintError, StorageError } from '@offprint/errors';

/** Any failure of the file system to read, in words. */
export function readFault(thrown: unknown, name: string): OffprintError {
  if (thrown instanceof OffprintError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new NotFoundError('file/not-found', `There is no file or folder ${name}.`, {
      hint: 'Check the path; it is taken from the folder in which the command runs.',
      where: { file: name },
      cause: thrown,
    });
  }
  const refused = code === 'EACCES' || code === 'EPERM';
  return new StorageError('file/unreadable', `${name} cannot be read (${code}).`, {
    hint: refused ? 'Give yourself the right to read it.' : 'Check the disk, then try again.',
    where: { file: name },
    cause: thrown,
  });
}
