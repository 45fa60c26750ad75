import type { ByteSink, SourceReference } from './source.ts';

/** Pages of this many bytes: a large file grows without ever being copied, a small one wastes little. */
const PAGE_BYTES = 1024 * 1024;

/** A file in the making in memory; `commit` gives its bytes. */
export function memorySink(name: string): ByteSink {
  return pagedSink(name, (pages, size) => ({ kind: 'bytes', bytes: joined(pages, size), name }));
}

/** A file in the making in memory; `commit` gives a `Blob`, which a browser can save and may keep on disk. */
export function memoryBlobSink(name: string): ByteSink {
  return pagedSink(name, (pages, size) => ({ kind: 'blob', blob: new Blob([...trimmed(pages, size)]), name }));
}

function pagedSink(name: string, finish: (pages: readonly Page[], size: number) => SourceReference): ByteSink {
  let pages: Page[] = [];
  let size = 0;
  return {
    name,
    async write(bytes, at) {
      while (pages.length * PAGE_BYTES < at + bytes.byteLength) pages.push(new Uint8Array(PAGE_BYTES));
      for (let done = 0; done < bytes.byteLength; ) {
        const offset = (at + done) % PAGE_BYTES;
        const length = Math.min(bytes.byteLength - done, PAGE_BYTES - offset);
        pages[Math.floor((at + done) / PAGE_BYTES)].set(bytes.subarray(done, done + length), offset);
        done += length;
      }
      size = Math.max(size, at + bytes.byteLength);
    },
    async commit() {
      const reference = finish(pages, size);
      pages = [];
      return reference;
    },
    async discard() {
      pages = [];
    },
  };
}

type Page = Uint8Array<ArrayBuffer>;

/** The pages with the unused end of the last one cut off. */
function* trimmed(pages: readonly Page[], size: number): Generator<Page> {
  for (const [index, page] of pages.entries()) yield page.subarray(0, size - index * PAGE_BYTES);
}

function joined(pages: readonly Page[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const page of trimmed(pages, size)) {
    bytes.set(page, at);
    at += page.byteLength;
  }
  return bytes;
}
