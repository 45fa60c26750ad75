/**
 * Keeps the browser's private folder of results clean. A run writes its output there; it stays while the page that
 * offers it is open. A page that is closed, or ends in the middle of a run, leaves its files behind: the next page
 * removes them, if no other page is open that may still offer a result.
 */

/** The folder in which `opfsSink` of `@offprint/files` puts results. */
export const RESULTS_FOLDER = 'offprint-results';

/** Held by every page that may have results, for as long as it lives. */
const LOCK = 'offprint-results';

async function openFolder(): Promise<FileSystemDirectoryHandle | null> {
  if (!('getDirectory' in (navigator.storage ?? {}))) return null;
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(RESULTS_FOLDER);
  } catch (thrown) {
    // Not there yet, or private files are forbidden here: either way there is nothing to remove.
    if (thrown instanceof DOMException) return null;
    throw thrown;
  }
}

async function removeAll(): Promise<void> {
  const folder = await openFolder();
  if (folder === null) return;
  for await (const name of folder.keys()) await folder.removeEntry(name, { recursive: true });
}

/** Removes what closed pages left, then marks this page as one that may have results. Call once, before any run. */
export async function takeResultsFolder(): Promise<void> {
  // Without locks (a page that was not served over a secure connection) there are no private files either.
  if (!('locks' in navigator)) return;
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await removeAll();
  });
  // Never settles: the browser lets the lock go when the page ends.
  navigator.locks.request(LOCK, { mode: 'shared' }, () => new Promise<void>(() => undefined)).catch(reportError);
}

/** Removes a result that is no longer offered: the private file that is the same as the given one. */
export async function forgetResult(result: Blob): Promise<void> {
  if (!(result instanceof File)) return;
  const folder = await openFolder();
  if (folder === null) return;
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind === 'directory' && (await holds(entry as FileSystemDirectoryHandle, result)))
      await folder.removeEntry(name, { recursive: true });
  }
}

async function holds(folder: FileSystemDirectoryHandle, file: File): Promise<boolean> {
  for await (const entry of folder.values()) {
    if (entry.kind !== 'file' || entry.name !== file.name) continue;
    const there = await (entry as FileSystemFileHandle).getFile();
    if (there.size === file.size && there.lastModified === file.lastModified) return true;
  }
  return false;
}
