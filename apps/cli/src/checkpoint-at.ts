import path from 'node:path';
import type { SourceReference } from '@offprint/files';

/** The files of a checkpoint that was named on the command line: by an http address, or a path of a file or folder. */
export async function checkpointAt(given: string): Promise<readonly SourceReference[]> {
  if (/^https?:\/\//i.test(given)) return [{ kind: 'url', url: given }];
  const { checkpointReferences } = await import('@offprint/files/node');
  return checkpointReferences(path.resolve(given));
}
