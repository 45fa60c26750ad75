import { crc32 } from 'node:zlib';
import type { Collection } from '../collection/collection.ts';
import { partOf, type SegmentFile } from '../collection/part.ts';
import type { Finding } from '../search-index.ts';
import type { Folder } from './folder.ts';
import { decodeManifest, type Manifest, type ManifestFault, manifestName } from './manifest.ts';
import { isSegmentName } from './names.ts';
import { decodeSegment } from './segment-file.ts';

/** What was found in a folder. */
export interface Loaded {
  /** The saved collection, or null when there is none that can be used. */
  readonly collection: Collection | null;
  /** The manifest as found, by which a later save knows whether somebody else has saved since. */
  readonly manifest: Uint8Array | null;
  /** Why a collection that is there cannot be used. */
  readonly finding: Finding | null;
}

/** Another process may replace the files while they are read; it would have to do so every time to get past this. */
const mostAttempts = 20;

const faults: Readonly<Record<ManifestFault, readonly [code: string, message: string]>> = {
  damaged: ['index/damaged', `The file "${manifestName}" of the search index is damaged.`],
  'other-version': [
    'index/other-version',
    'The search index was written by another version of Offprint or on another kind of machine.',
  ],
  'other-analysis': ['index/other-analysis', 'The search index was made with other rules for words.'],
};

/** Loads the saved collection. Whatever is wrong with the files becomes a finding, never an error and never a wrong collection. */
export async function loadCollection(folder: Folder): Promise<Loaded> {
  try {
    for (let attempt = 1; ; attempt += 1) {
      const bytes = await folder.read(manifestName);
      if (bytes === null) return withoutManifest(folder);
      const manifest = decodeManifest(bytes);
      if (typeof manifest === 'string')
        return { collection: null, manifest: bytes, finding: rebuilt(...faults[manifest]) };
      const collection = await loadParts(folder, manifest);
      if (typeof collection !== 'string') return { collection, manifest: bytes, finding: null };
      // A file that a newer manifest no longer needs may have gone; then that one is the one to read.
      const again = await folder.read(manifestName);
      const replaced = again !== null && Buffer.compare(again, bytes) !== 0;
      if (!replaced || attempt >= mostAttempts)
        return { collection: null, manifest: bytes, finding: rebuilt('index/damaged', collection) };
    }
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return {
      collection: null,
      manifest: null,
      finding: rebuilt('index/unreadable', `The search index cannot be read: ${reason}.`),
    };
  }
}

/** Nothing was ever saved, or not to the end. */
async function withoutManifest(folder: Folder): Promise<Loaded> {
  const unfinished = (await folder.list()).some(isSegmentName);
  const finding = unfinished
    ? rebuilt('index/unfinished', 'The search index has files but no manifest: it was never saved to the end.')
    : null;
  return { collection: null, manifest: null, finding };
}

/** The collection that the manifest names, or a sentence that says which file is wrong. */
async function loadParts(folder: Folder, manifest: Manifest): Promise<Collection | string> {
  const parts = [];
  for (const { name, bytes, checksum, deleted } of manifest.segments) {
    const content = await folder.read(name);
    const fault = faultOf(content, { name, bytes, checksum });
    if (content === null || fault !== null) return fault ?? '';
    parts.push(partOf(decodeSegment(content), { name, bytes, checksum }, Buffer.from(deleted, 'base64')));
  }
  return { parts, change: manifest.change };
}

/** What is wrong with the content of a segment's file, or null. */
export function faultOf(content: Uint8Array | null, file: SegmentFile): string | null {
  if (content === null) return `The file "${file.name}" of the search index is missing.`;
  if (content.length !== file.bytes) {
    return `The file "${file.name}" of the search index holds ${content.length} bytes of ${file.bytes}.`;
  }
  return crc32(content) === file.checksum
    ? null
    : `The file "${file.name}" of the search index is damaged: its checksum is wrong.`;
}

/** A finding that explains why the feed is read from the beginning. */
export function rebuilt(code: string, message: string): Finding {
  return {
    area: 'index',
    ok: false,
    code,
    message: `${message} It was built anew from the database.`,
    hint: 'Nothing is lost. Saving, or "offprint reindex", replaces the files.',
  };
}
