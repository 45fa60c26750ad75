import { belongsToCheckpoint, groupShards, mayBeIndex, shardNamesOf } from './shards.ts';
import type { Chosen } from './sheet-state.ts';

/** An index of a thousand shards has under 10 MB; a larger JSON file is something else. */
const MOST_INDEX_BYTES = 25_000_000;

/** Gives every checkpoint of this page a number of its own. */
let lastKey = 0;

export function nextKey(): number {
  lastKey += 1;
  return lastKey;
}

/** Files of one folder or of one choice, as checkpoints: shards go together, and with their index. */
export async function checkpointsOf(files: readonly File[]): Promise<Chosen[]> {
  const indexes = new Map<string, readonly string[]>();
  for (const file of files) {
    if (!mayBeIndex(file.name) || file.size > MOST_INDEX_BYTES) continue;
    const shards = shardNamesOf(await file.text());
    if (shards.length > 0) indexes.set(file.name, shards);
  }
  return groupShards(files, indexes).map(({ name, joins, files: parts }) => ({
    key: nextKey(),
    name,
    bytes: parts.reduce((sum, file) => sum + file.size, 0),
    joins,
    references: parts.map((file) => ({ kind: 'blob', blob: file, name: file.name })),
    header: { state: 'reading' },
  }));
}

/** What was dropped: the files by themselves, and the checkpoint files of each folder. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly (readonly File[])[]> {
  // Entries must be asked for before the first pause; afterwards the browser takes them back.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true);
  if (folders.length === 0) return [[...transfer.files]];
  const names = new Set(folders.map(({ name }) => name));
  const alone = [...transfer.files].filter(({ name }) => !names.has(name));
  const inside = await Promise.all(folders.map(filesOf));
  return [alone, ...inside].filter((files) => files.length > 0);
}

/** The checkpoint files directly in a folder; a folder without any gives all its files, so that the fault is named. */
async function filesOf(folder: FileSystemDirectoryEntry): Promise<File[]> {
  const reader = folder.createReader();
  const files: File[] = [];
  for (;;) {
    // A reader gives a hundred entries at a time and none at the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) break;
    for (const entry of batch) {
      if (isFileEntry(entry)) files.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    }
  }
  const wanted = files.filter(({ name }) => belongsToCheckpoint(name));
  return wanted.length > 0 ? wanted : files;
}

const isFileEntry = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
