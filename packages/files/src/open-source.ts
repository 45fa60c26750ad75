import { openPath } from '#open-path';
import { openBlob } from './blob-source.ts';
import { openBytes } from './bytes-source.ts';
import type { ByteSource, OpenOptions, SourceReference } from './source.ts';
import { openUrl } from './url-source.ts';

/**
 * Opens a file for reading ranges.
 *
 * @param reference A path (Node only), a `Blob`, an address that serves ranges, or bytes in memory.
 * @throws NotFoundError `file/not-found`; StorageError `file/unreadable`; InputError `file/unsupported-address`,
 *   `file/private-address`, `file/no-ranges`; LimitError `file/silent`; CancelledError.
 */
export function openSource(reference: SourceReference, options: OpenOptions = {}): Promise<ByteSource> {
  switch (reference.kind) {
    case 'path':
      return openPath(reference.path, nameOf(reference));
    case 'blob':
      return openBlob(reference.blob, nameOf(reference));
    case 'url':
      return openUrl(reference.url, nameOf(reference), options);
    case 'bytes':
      return openBytes(reference.bytes, nameOf(reference));
  }
}

/** The file's own name, without folders: the last part of a path or of an address. */
export function nameOf(reference: SourceReference): string {
  switch (reference.kind) {
    case 'path':
      return lastPart(reference.path);
    case 'url':
      return nameInAddress(reference.url);
    default:
      return reference.name;
  }
}

function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  return parts.at(-1) ?? path;
}

function nameInAddress(address: string): string {
  if (!URL.canParse(address)) return lastPart(address);
  const url = new URL(address);
  const encoded = lastPart(url.pathname);
  if (encoded === '/') return url.hostname;
  try {
    return decodeURIComponent(encoded);
  } catch {
    // A stray per cent sign: the name as it stands is the better one.
    return encoded;
  }
}
