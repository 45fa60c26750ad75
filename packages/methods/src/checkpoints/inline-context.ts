import { memorySink, openCheckpoint, type SourceReference } from '@offprint/files';
import { createRandom } from '@offprint/numerics';
import type { Json } from '../json.ts';
import type { Notice, RunContext, Task } from '../method.ts';

export interface InlineContext<R> {
  readonly context: RunContext<R>;
  readonly notices: readonly Notice[];
  /** The reports on the way. */
  readonly partials: readonly R[];
  /** What the journal was given. */
  readonly entries: readonly Json[];
  /** Commits the outputs: where each is, by its name. */
  commit(): Promise<ReadonlyMap<string, SourceReference>>;
}

/**
 * A context that runs tasks in this thread, one after another, with outputs in memory: for verifications and tests.
 * Items and results are cloned, as between threads.
 */
export function inlineContext<R>(
  tasks: Readonly<Record<string, Task>>,
  options: { readonly signal?: AbortSignal; readonly seed?: number } = {},
): InlineContext<R> {
  const signal = options.signal ?? new AbortController().signal;
  const sinks = new Map<string, ReturnType<typeof memorySink>>();
  const notices: Notice[] = [];
  const partials: R[] = [];
  const entries: Json[] = [];
  const context: RunContext<R> = {
    signal,
    threads: 1,
    progress({ partial }) {
      if (partial !== undefined) partials.push(partial);
    },
    notice: (code, message) => {
      notices.push({ code, message });
    },
    random: (stream) => createRandom(options.seed ?? 0, stream),
    output: async (_port, name) => {
      const sink = memorySink(name);
      sinks.set(name, sink);
      return sink;
    },
    async provenance() {
      return {};
    },
    journal: {
      entries: [],
      async append(entry) {
        entries.push(structuredClone(entry));
      },
    },
    async map<I, O>(name: string, items: Iterable<I>, take: (result: O, index: number) => void | Promise<void>) {
      const task = tasks[name] as unknown as Task<I, O>;
      let index = 0;
      for (const item of items) {
        const { result } = await task(structuredClone(item), { openCheckpoint, signal });
        await take(structuredClone(result), index++);
      }
    },
  };
  return {
    context,
    notices,
    partials,
    entries,
    async commit() {
      const references = new Map<string, SourceReference>();
      for (const [name, sink] of sinks) references.set(name, await sink.commit());
      return references;
    },
  };
}
