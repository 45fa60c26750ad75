import { IntegrityError } from '@offprint/errors';
import type { ByteSink, SourceReference } from './source.ts';
import { storageFault } from './storage-fault.ts';

/** What a kind of storage can do. The promises of a `ByteSink` are kept around it. */
export interface SinkStorage {
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** Makes what was written durable and visible. Called once at most, when no write is under way. */
  finish(): Promise<SourceReference>;
  /** Removes whatever is there, finished or not. Called once at most. */
  remove(): Promise<void>;
  /** As in `ByteSink`, of storage that outlives a run. */
  readonly lasting?: Pick<Required<ByteSink>, 'flush' | 'keep' | 'readBack'>;
}

/** What a run that can go on loses where its disk fails. */
export const keptForLater = 'What was finished is kept.';

/**
 * A sink over some storage: failures come out as `StorageError`; after one, nothing more is written or committed;
 * `commit` and `discard` wait for writes under way; `discard` removes what was not committed, once.
 */
export function sinkOver(name: string, storage: SinkStorage): ByteSink {
  const pending = new Set<Promise<void>>();
  let failure: Error | undefined;
  let settled = false;

  const { lasting } = storage;
  const kept = lasting === undefined ? undefined : keptForLater;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (failure !== undefined) throw failure;
    try {
      return await work();
    } catch (thrown) {
      failure = thrown instanceof IntegrityError ? thrown : storageFault(thrown, name, kept);
      throw failure;
    }
  };

  const going: Partial<ByteSink> =
    lasting === undefined
      ? {}
      : {
          async flush() {
            await Promise.allSettled(pending);
            await guarded(() => lasting.flush());
          },
          keep: (bytes) => guarded(() => lasting.keep(bytes)),
          readBack: (target, at) => guarded(() => lasting.readBack(target, at)),
        };
  return {
    name,
    ...going,
    async write(bytes, at) {
      const writing = guarded(() => storage.write(bytes, at));
      pending.add(writing);
      try {
        await writing;
      } finally {
        pending.delete(writing);
      }
    },
    async commit() {
      await Promise.allSettled(pending);
      const reference = await guarded(() => storage.finish());
      settled = true;
      return reference;
    },
    async discard() {
      if (settled) return;
      settled = true;
      await Promise.allSettled(pending);
      try {
        await storage.remove();
      } catch (thrown) {
        throw storageFault(thrown, name);
      }
    },
  };
}
