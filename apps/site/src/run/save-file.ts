import type { SourceReference } from '@offprint/files';

/** The part of the file system access interface that is used; browsers that lack it get a download. */
interface SavePicker {
  showSaveFilePicker(options: { readonly suggestedName: string }): Promise<FileSystemFileHandle>;
}

const hasPicker = (scope: object): scope is SavePicker => 'showSaveFilePicker' in scope;

/** Object addresses are let go this long after the click: a browser has begun to read the file by then. */
const MILLISECONDS_TO_BEGIN = 60_000;

/**
 * Saves a file where the reader says, or in the folder of downloads where the browser cannot ask.
 * Must be called while the browser still counts the click as the reader's own.
 * @returns what to tell the reader; null where the reader changed their mind
 */
export async function saveFile(blob: Blob, name: string): Promise<string | null> {
  const scope: object = window;
  if (!hasPicker(scope)) {
    download(blob, name);
    return `${name} goes to the folder of downloads.`;
  }
  let handle: FileSystemFileHandle;
  try {
    handle = await scope.showSaveFilePicker({ suggestedName: name });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
    throw thrown;
  }
  // Written beside and put in place by `close`; a failure in between leaves nothing.
  await blob.stream().pipeTo(await handle.createWritable());
  return `Saved as ${handle.name}.`;
}

function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), MILLISECONDS_TO_BEGIN);
}

/** The bytes behind a reference that a run in the browser gave. */
export async function blobOf(reference: SourceReference): Promise<Blob> {
  switch (reference.kind) {
    case 'blob':
      return reference.blob;
    case 'bytes':
      return new Blob([new Uint8Array(reference.bytes)]);
    case 'url':
      return (await fetch(reference.url)).blob();
    case 'path':
      throw new TypeError('A path has no meaning in a browser.');
  }
}
