import { fromErrorRecord } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import type { JournalRecord, RunJournal } from '../method.ts';
import type { CallOutcome, SinkCall } from './run-messages.ts';

/** The worker's side of sinks and journal that the thread which started the run holds. */
export interface DistantSinks {
  open(port: string, suggestedName: string): Promise<ByteSink>;
  readonly journal: RunJournal;
  /** Hands an answer of the other side to the call that waits for it. */
  answer(call: number, outcome: CallOutcome): void;
}

/** Stands for a file whose place only the starting thread knows: it finds the sink by this name. */
export const distantName = (sink: number): string => `sink ${sink}`;

/**
 * The starting thread holds the sinks, because it outlives the worker: whatever becomes of the worker, it can discard
 * what was written. Each write is copied once and moved over.
 */
export function distantSinks(
  send: (call: number, request: SinkCall, transfer: readonly ArrayBuffer[]) => void,
): DistantSinks {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  let sinks = 0;
  const ask = (request: SinkCall, transfer: readonly ArrayBuffer[] = []): Promise<unknown> => {
    const call = calls++;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(call, answer);
    send(call, request, transfer);
    return answer.promise;
  };
  return {
    async open(port, suggestedName) {
      const sink = sinks++;
      const name = await ask({ action: 'open', sink, port, suggestedName });
      return {
        name: String(name),
        async write(given, at) {
          const bytes = new Uint8Array(given);
          await ask({ action: 'write', sink, bytes, at }, [bytes.buffer]);
        },
        async flush() {
          await ask({ action: 'flush', sink });
        },
        async keep(bytes) {
          await ask({ action: 'keep', sink, bytes });
        },
        async readBack(target, at) {
          // What the starting thread read is of the length that was asked for.
          target.set((await ask({ action: 'read-back', sink, count: target.byteLength, at })) as Uint8Array);
        },
        async commit() {
          await ask({ action: 'commit', sink });
          // Where the file really is, the starting thread knows and puts into the result.
          return { kind: 'bytes', bytes: new Uint8Array(0), name: distantName(sink) };
        },
        async discard() {
          await ask({ action: 'discard', sink });
        },
      };
    },
    journal: {
      // The other side answers with what a journal gives.
      begin: async (identity) => (await ask({ action: 'begin', identity })) as readonly JournalRecord[],
      async append(record) {
        await ask({ action: 'append', record });
      },
    },
    answer(call, outcome) {
      const answer = waiting.get(call);
      waiting.delete(call);
      if (outcome.ok) answer?.resolve(outcome.value);
      else answer?.reject(fromErrorRecord(outcome.error));
    },
  };
}
