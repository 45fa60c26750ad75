import { openSource, type SourceReference, sha256 } from '@offprint/files';
import type { HashedFile } from './executor.ts';

/** Size and SHA-256 of a whole file. */
export async function hashFile(reference: SourceReference, signal: AbortSignal): Promise<HashedFile> {
  const source = await openSource(reference, { signal });
  try {
    return { size: source.size, sha256: await sha256(source, { signal }) };
  } finally {
    await source.close();
  }
}
