import { weightsAmong } from '@offprint/files';

/** What a reader dropped or chose at one time. */
export interface GivenFiles {
  /** Files by themselves. */
  readonly loose: readonly File[];
  readonly folders: readonly GivenFolder[];
}

/** The files directly in one folder. */
export interface GivenFolder {
  readonly name: string;
  readonly files: readonly File[];
  /** Folders in it; empty where its own files hold weights, for then it is the model. */
  readonly folders: readonly GivenFolder[];
}

/** A model may lie some folders down, as in the cache of Hugging Face; below that nobody means it. */
const DEEPEST = 4;

export const looseFiles = (files: readonly File[]): GivenFiles => ({ loose: files, folders: [] });

const holdsWeights = (names: readonly string[]): boolean => weightsAmong(names).kind !== 'none';

/** What was dropped, its folders read. */
export async function droppedFiles(
  entries: readonly (FileSystemEntry | null)[],
  files: readonly File[],
): Promise<GivenFiles> {
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true);
  const names = new Set(folders.map(({ name }) => name));
  const loose = files.filter(({ name }) => !names.has(name));
  return { loose, folders: await Promise.all(folders.map((folder) => readFolder(folder, 1))) };
}

/** Reads no folder below one that holds weights: a repository may keep others there, for other programs. */
async function readFolder(folder: FileSystemDirectoryEntry, depth: number): Promise<GivenFolder> {
  const entries = await entriesOf(folder);
  const files = await Promise.all(entries.filter(isFileEntry).map(fileOf));
  const whole = holdsWeights(files.map(({ name }) => name)) || depth === DEEPEST;
  const below = whole ? [] : entries.filter((entry) => entry.isDirectory && !entry.name.startsWith('.'));
  const folders = below.map((entry) => readFolder(entry as FileSystemDirectoryEntry, depth + 1));
  return { name: folder.name, files, folders: await Promise.all(folders) };
}

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time and none at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return all;
    all.push(...batch);
  }
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

/** What a chooser of folders gave: a flat list whose paths begin with the name of the chosen folder. */
export function chosenFolders(files: readonly Pick<File, 'webkitRelativePath'>[]): GivenFiles {
  const root = growing('');
  for (const file of files) {
    const parts = file.webkitRelativePath.split('/');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      const next = at.folders.get(part) ?? growing(part);
      at.folders.set(part, next);
      at = next;
    }
    at.files.push(file as File);
  }
  return { loose: root.files, folders: [...root.folders.values()].map((folder) => grown(folder, 1)) };
}

interface Growing {
  readonly name: string;
  readonly files: File[];
  readonly folders: Map<string, Growing>;
}

const growing = (name: string): Growing => ({ name, files: [], folders: new Map() });

function grown({ name, files, folders }: Growing, depth: number): GivenFolder {
  const whole = holdsWeights(files.map((file) => file.name)) || depth === DEEPEST;
  const below = whole ? [] : [...folders.values()].filter((folder) => !folder.name.startsWith('.'));
  return { name, files, folders: below.map((folder) => grown(folder, depth + 1)) };
}
