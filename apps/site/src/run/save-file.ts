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
  const handle = await chosen(scope.showSaveFilePicker({ suggestedName: name }));
  if (handle === null) return null;
  // Written beside and put in place by `close`; a failure in between leaves nothing.
  await blob.stream().pipeTo(await handle.createWritable());
  return `Saved as ${handle.name}.`;
}

/** The part of the file system access interface that asks for a folder; browsers that lack it get downloads. */
interface FolderPicker {
  showDirectoryPicker(options: { readonly mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

const hasFolderPicker = (scope: object): scope is FolderPicker => 'showDirectoryPicker' in scope;

interface NamedReference {
  readonly name: string;
  readonly reference: SourceReference;
}

/**
 * Saves several files in a folder that the reader chooses, or one after another in the folder of downloads.
 * Must be called while the browser still counts the click as the reader's own.
 * @returns what to tell the reader; null where the reader changed their mind
 */
export async function saveAll(files: readonly NamedReference[]): Promise<string | null> {
  const scope: object = window;
  if (!hasFolderPicker(scope)) {
    for (const { name, reference } of files) download(await blobOf(reference), name);
    return `${files.length} files go to the folder of downloads.`;
  }
  const folder = await chosen(scope.showDirectoryPicker({ mode: 'readwrite' }));
  if (folder === null) return null;
  for (const { name, reference } of files) {
    const handle = await folder.getFileHandle(name, { create: true });
    await (await blobOf(reference)).stream().pipeTo(await handle.createWritable());
  }
  return `Saved ${files.length} files in ${folder.name}.`;
}

/** What the reader chose in a dialogue of the browser, or null. */
async function chosen<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
    throw thrown;
  }
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
