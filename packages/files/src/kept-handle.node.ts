import { type FileHandle, open } from 'node:fs/promises';

const kept = new Set<FileHandle>();

/**
 * Opens a file and keeps its handle alive until `closeKept`. Node ends the whole process when an open file that was
 * forgotten is garbage-collected; kept here, one that a caller never closes is merely open until the process ends.
 */
export async function openKept(path: string, flags: string): Promise<FileHandle> {
  const handle = await open(path, flags);
  kept.add(handle);
  return handle;
}

export async function closeKept(handle: FileHandle): Promise<void> {
  kept.delete(handle);
  await handle.close();
}
