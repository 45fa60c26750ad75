import { InternalError } from '@offprint/errors';
import type { ByteSink, SourceReference } from '@offprint/files';
import type { RunJournal } from '../method.ts';
import { distantName } from './distant-sinks.ts';
import { explainFailure } from './failure.ts';
import type { CallOutcome, SinkCall } from './run-messages.ts';

/** The starting thread's side of the sinks and the journal of a run in a worker. */
export interface HeldSinks {
  /** Does what the worker asks. Never rejects: a failure is an outcome. */
  serve(request: SinkCall): Promise<CallOutcome>;
  /** Where each committed output is, by the name that stands for it in the worker. */
  readonly committed: ReadonlyMap<string, SourceReference>;
  /** Removes what is not committed. */
  discard(): Promise<void>;
}

export function heldSinks(
  make: (port: string, suggestedName: string) => Promise<ByteSink>,
  journal?: RunJournal,
): HeldSinks {
  const opening = new Map<number, Promise<ByteSink>>();
  const committed = new Map<string, SourceReference>();
  const sinkOf = (sink: number): Promise<ByteSink> =>
    opening.get(sink) ?? Promise.reject(new InternalError('An output was used that was never opened.'));
  const kept = async (): Promise<RunJournal> => {
    if (journal === undefined) throw new InternalError('This run has no journal.');
    return journal;
  };
  const perform = async (request: SinkCall): Promise<unknown> => {
    if (request.action === 'begin') return (await kept()).begin(request.identity);
    if (request.action === 'append') return (await kept()).append(request.record);
    if (request.action === 'open') {
      const created = make(request.port, request.suggestedName);
      opening.set(request.sink, created);
      return (await created).name;
    }
    const sink = await sinkOf(request.sink);
    switch (request.action) {
      case 'write':
        await sink.write(request.bytes, request.at);
        return null;
      case 'flush':
        await lasting(sink.flush)();
        return null;
      case 'keep':
        await lasting(sink.keep)(request.bytes);
        return null;
      case 'read-back': {
        const bytes = new Uint8Array(request.count);
        await lasting(sink.readBack)(bytes, request.at);
        return bytes;
      }
      case 'discard':
        await sink.discard();
        return null;
      case 'commit':
        committed.set(distantName(request.sink), await sink.commit());
        return null;
    }
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

/** The worker's sinks have these whether or not those of the starting thread do. */
function lasting<T>(part: T | undefined): T {
  if (part === undefined) throw new InternalError('A run with a journal was given sinks that do not last.');
  return part;
}
