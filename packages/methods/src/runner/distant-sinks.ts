import { fromErrorRecord } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import type { CallOutcome, SinkCall } from './run-messages.ts';

/** The worker's side of sinks that the thread which started the run holds. */
export interface DistantSinks {
  open(port: string, suggestedName: string): Promise<ByteSink>;
  /** Hands an answer of the other side to the call that waits for it. */
  answer(call: number, outcome: CallOutcome): void;
}

/**
 * The starting thread holds the sinks, because it outlives the worker: whatever becomes of the worker, it can discard
 * what was written. Each write is copied once and moved over.
 */
export function distantSinks(
  send: (call: number, request: SinkCall, transfer: readonly ArrayBuffer[]) => void,
): DistantSinks {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let calls = 0;
  const ask = (request: SinkCall, transfer: readonly ArrayBuffer[] = []): Promise<unknown> => {
    const call = calls++;
    const answer = Promise.withResolvers<unknown>();
    waiting.set(call, answer);
    send(call, request, transfer);
    return answer.promise;
  };
  return {
    async open(port, suggestedName) {
      const name = await ask({ action: 'open', port, suggestedName });
      return {
        name: String(name),
        async write(given, at) {
          const bytes = new Uint8Array(given);
          await ask({ action: 'write', port, bytes, at }, [bytes.buffer]);
        },
        async commit() {
          await ask({ action: 'commit', port });
          // Where the file really is, the starting thread knows and puts into the result.
          return { kind: 'bytes', bytes: new Uint8Array(0), name: String(name) };
        },
        async discard() {
          await ask({ action: 'discard', port });
        },
      };
    },
    answer(call, outcome) {
      const answer = waiting.get(call);
      waiting.delete(call);
      if (outcome.ok) answer?.resolve(outcome.value);
      else answer?.reject(fromErrorRecord(outcome.error));
    },
  };
}
