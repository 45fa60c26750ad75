import { CancelledError, fromErrorRecord } from '@offprint/errors';
import type { Method, RawInputs } from '../method.ts';
import { deathOfWorker } from '../runner/failure.ts';
import { shareable } from '../runner/shared-references.ts';
import type { WorkerHandle } from '../runner/worker-link.ts';
import type { FromPreviewWorker, PreviewRun, ToPreviewWorker } from './preview-messages.ts';
import type { SampleSize } from './sample.ts';

/** Runs methods on a sample of the chosen files, in a worker that stays. */
export interface Previewer {
  /** Takes the sample that the runs after it work on. Reads no more of the files than that. */
  sample(files: RawInputs['files']): Promise<SampleSize>;
  /** Runs a method on the sample, exactly as on whole files. */
  run(
    method: Pick<Method, 'id' | 'module'>,
    settings: RawInputs['settings'],
    options?: { readonly measure?: boolean },
  ): Promise<PreviewRun>;
  /** Ends the worker. What is under way is rejected with `CancelledError`, as is every request that a newer one stops. */
  close(): void;
}

type Request<M> = M extends ToPreviewWorker ? Omit<M, 'request'> : never;

interface Waiting {
  readonly resolve: (answer: FromPreviewWorker) => void;
  readonly reject: (reason: unknown) => void;
}

/** A previewer that works in the given worker. */
export function previewerIn(worker: WorkerHandle): Previewer {
  const waiting = new Map<number, Waiting>();
  let requests = 0;
  let closed: { readonly reason: unknown } | undefined;

  const end = (reason: unknown): void => {
    closed ??= { reason };
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };
  worker.onDeath((death) => end(deathOfWorker(death)));
  worker.onMessage((received) => {
    const answer = received as FromPreviewWorker;
    const request = waiting.get(answer.request);
    waiting.delete(answer.request);
    if (answer.kind === 'failed') request?.reject(fromErrorRecord(answer.error));
    else request?.resolve(answer);
  });
  const ask = (message: Request<ToPreviewWorker>): Promise<FromPreviewWorker> => {
    if (closed !== undefined) return Promise.reject(closed.reason);
    requests += 1;
    const request = requests;
    return new Promise((resolve, reject) => {
      waiting.set(request, { resolve, reject });
      worker.post({ ...message, request } satisfies ToPreviewWorker);
    });
  };
  return {
    async sample(files) {
      const shared = Object.entries(files).map(([port, list]) => [port, list.map(shareable)] as const);
      const answer = await ask({ kind: 'sample', files: Object.fromEntries(shared) });
      if (answer.kind !== 'sampled') throw new TypeError(`The preview worker answered ${answer.kind} to a sample.`);
      return answer.size;
    },
    async run({ id, module }, settings, { measure = false } = {}) {
      const named = { method: id, ...(module === undefined ? {} : { module }) };
      const answer = await ask({ kind: 'run', ...named, settings, measure });
      if (answer.kind !== 'ran') throw new TypeError(`The preview worker answered ${answer.kind} to a run.`);
      return answer.run;
    },
    close() {
      end(new CancelledError());
      void worker.terminate();
    },
  };
}
