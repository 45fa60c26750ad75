import type { SourceReference } from '@offprint/files';

type References = readonly SourceReference[];

/** Stands in a message for references that the worker was given when it started. */
interface Token {
  readonly offprintReferences: number;
}

function isToken(value: object): value is Token {
  return 'offprintReferences' in value && typeof value.offprintReferences === 'number';
}

/** Arrays and plain objects are looked into; whatever else there is (buffers, blobs) stays as it is. */
function mapParts(value: object, change: (part: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]));
}

/** An item with the references of the run's inputs replaced by tokens, so that bytes in memory are not sent each time. */
export function withTokens(value: unknown, known: readonly References[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const index = (known as readonly unknown[]).indexOf(value);
  if (index >= 0) return { offprintReferences: index } satisfies Token;
  return mapParts(value, (part) => withTokens(part, known));
}

/** The other direction; the same token always becomes the same array. */
export function withoutTokens(value: unknown, known: readonly References[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isToken(value)) return known[value.offprintReferences];
  return mapParts(value, (part) => withoutTokens(part, known));
}

/**
 * References that every worker can share: bytes in memory are copied once, into memory that threads share, or where a
 * page has none, into a `Blob`, which is handed on by reference.
 */
export function shareable(references: References): References {
  return references.map((reference) => {
    if (reference.kind !== 'bytes' || isShared(reference.bytes)) return reference;
    if (typeof SharedArrayBuffer === 'undefined') {
      return { kind: 'blob', blob: new Blob([new Uint8Array(reference.bytes)]), name: reference.name };
    }
    const bytes = new Uint8Array(new SharedArrayBuffer(reference.bytes.byteLength));
    bytes.set(reference.bytes);
    return { kind: 'bytes', bytes, name: reference.name };
  });
}

function isShared(bytes: Uint8Array): boolean {
  return typeof SharedArrayBuffer !== 'undefined' && bytes.buffer instanceof SharedArrayBuffer;
}
