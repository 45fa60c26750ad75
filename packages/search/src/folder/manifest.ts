import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { analysisName } from '../analysis/content-words.ts';
import type { Collection } from '../collection/collection.ts';
import type { SegmentFile } from '../collection/part.ts';

/** The file that says which files make up the index. Replacing it is what makes a saved state the current one. */
export const manifestName = 'manifest';

/** Raised when the layout of any file changes. An index of another version is built anew. */
const version = 1;

/** What the manifest says. */
export interface Manifest {
  /** How words were made, and in which order the machine that wrote the arrays keeps bytes. */
  readonly analysis: string;
  readonly byteOrder: string;
  readonly change: number;
  readonly segments: readonly (SegmentFile & {
    /** The bits of `Part.deleted` in base 64; '' when none is set. */
    readonly deleted: string;
  })[];
}

/** The manifest of a collection whose parts all have files. */
export function manifestOf(collection: Collection): Manifest {
  return {
    analysis: analysisName,
    byteOrder: endianness(),
    change: collection.change,
    segments: collection.parts.flatMap(({ file, deleted, documents, segment }) => {
      const bits = documents === segment.lengths.length ? '' : Buffer.from(deleted).toString('base64');
      return file === null ? [] : [{ ...file, deleted: bits }];
    }),
  };
}

/** A line with the version and the checksum of the rest, then the rest as JSON. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const body = JSON.stringify(manifest);
  return new TextEncoder().encode(`offprint-index ${version} ${crc32(body).toString(16)}\n${body}\n`);
}

/** Why a manifest cannot be used. */
export type ManifestFault = 'damaged' | 'other-version' | 'other-analysis';

/** Reads a manifest, or says why it is of no use. */
export function decodeManifest(bytes: Uint8Array): Manifest | ManifestFault {
  const text = new TextDecoder().decode(bytes);
  const match = /^offprint-index (\d+) ([0-9a-f]+)\n([^\n]*)\n$/.exec(text);
  if (match === null) return 'damaged';
  const [, writtenBy, checksum, body] = match;
  if (Number(writtenBy) !== version) return 'other-version';
  if (crc32(body).toString(16) !== checksum) return 'damaged';
  const manifest = JSON.parse(body) as Manifest;
  if (manifest.byteOrder !== endianness()) return 'other-version';
  return manifest.analysis === analysisName ? manifest : 'other-analysis';
}
