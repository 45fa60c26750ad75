import { InternalError } from '@offprint/errors';
import type { ByteSink, SourceReference } from '@offprint/files';
import { explainFailure } from './failure.ts';
import type { CallOutcome, SinkCall } from './run-messages.ts';

/** The starting thread's side of the sinks of a run in a worker. */
export interface HeldSinks {
  /** Does what the worker asks. Never rejects: a failure is an outcome. */
  serve(request: SinkCall): Promise<CallOutcome>;
  /** Where each committed output is. */
  readonly committed: ReadonlyMap<string, SourceReference>;
  /** Removes what is not committed. */
  discard(): Promise<void>;
}

export function heldSinks(make: (port: string, suggestedName: string) => Promise<ByteSink>): HeldSinks {
  const opening = new Map<string, Promise<ByteSink>>();
  const committed = new Map<string, SourceReference>();
  const sinkOf = (port: string): Promise<ByteSink> => {
    const sink = opening.get(port);
    return sink ?? Promise.reject(new InternalError(`The output ${port} was never opened.`));
  };
  const perform = async (request: SinkCall): Promise<unknown> => {
    if (request.action === 'open') {
      const created = make(request.port, request.suggestedName);
      opening.set(request.port, created);
      return (await created).name;
    }
    const sink = await sinkOf(request.port);
    if (request.action === 'write') await sink.write(request.bytes, request.at);
    else if (request.action === 'discard') await sink.discard();
    else committed.set(request.port, await sink.commit());
    return null;
  };
  return {
    committed,
    async serve(request) {
      try {
        return { ok: true, value: await perform(request) };
      } catch (thrown) {
        return { ok: false, error: explainFailure(thrown).toJSON() };
      }
    },
    async discard() {
      for (const result of await Promise.allSettled(opening.values())) {
        if (result.status === 'fulfilled') await result.value.discard();
      }
    },
  };
}
