import type { SourceReference } from '@offprint/files';
import { checkpointReferences } from '@offprint/files/node';

/** The files of a checkpoint that a string names: a file, an index, a folder, or an address on the web. */
export async function locate(given: string): Promise<readonly SourceReference[]> {
  return /^https?:/i.test(given) ? [{ kind: 'url', url: given }] : checkpointReferences(given);
}
