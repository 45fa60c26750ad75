import type { ByteSink } from '@offprint/files';

/** A sink for a run of which only the report is wanted: what is written is thrown away, and its file is empty. */
export function nowhereSink(name: string): ByteSink {
  return {
    name,
    async write() {},
    commit: async () => ({ kind: 'bytes', bytes: new Uint8Array(), name }),
    async discard() {},
  };
}
