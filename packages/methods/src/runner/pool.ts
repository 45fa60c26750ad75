import { fromErrorRecord } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';
import { spawnPoolWorker } from '#spawn-pool';
import type { Executor, HashedFile } from './executor.ts';
import { deathOfWorker } from './failure.ts';
import type { FromPoolWorker, ToPoolWorker } from './pool-messages.ts';
import { shareable, withTokens } from './shared-references.ts';
import type { WorkerHandle } from './worker-link.ts';

/** Which method the workers run, and on what. */
export interface PoolMethod {
  readonly id: string;
  readonly module?: string;
  /** The references of every input, by identity those of the opened checkpoints. */
  readonly references: readonly (readonly SourceReference[])[];
}

interface Job {
  readonly message: Exclude<ToPoolWorker, { kind: 'start' }>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

interface Member {
  readonly handle: WorkerHandle;
  job: Job | undefined;
}

/**
 * A pool of workers, started when there is work for them.
 *
 * While tasks wait, hashes take at most half of the workers until `drain`, so that the run itself never stops for them;
 * a worker does one job at a time. If a worker dies, everything is rejected with a named error.
 */
export function poolExecutor(
  method: PoolMethod,
  threads: number,
  spawn: () => WorkerHandle = spawnPoolWorker,
): Executor {
  const shared = method.references.map(shareable);
  const sharedOf = new Map(
    method.references.flatMap((list, index) => list.map((given, part) => [given, shared[index]?.[part] ?? given])),
  );
  const waiting: Record<Job['message']['kind'], Job[]> = { task: [], hash: [] };
  const members: Member[] = [];
  let hashesAtOnce = Math.max(1, Math.floor(threads / 2));
  let closed: { readonly reason: unknown } | undefined;

  const abandon = (reason: unknown): void => {
    closed ??= { reason };
    for (const job of [...members.flatMap((member) => member.job ?? []), ...waiting.task, ...waiting.hash]) {
      job.reject(reason);
    }
    for (const member of members) member.job = undefined;
    waiting.task.length = 0;
    waiting.hash.length = 0;
  };
  const addMember = (): Member => {
    const member: Member = { handle: spawn(), job: undefined };
    member.handle.onDeath((death) => abandon(deathOfWorker(death)));
    member.handle.onMessage((message) => finish(member, message as FromPoolWorker));
    member.handle.post({
      kind: 'start',
      method: method.id,
      ...(method.module === undefined ? {} : { module: method.module }),
      references: shared,
    } satisfies ToPoolWorker);
    members.push(member);
    return member;
  };
  const finish = (member: Member, message: FromPoolWorker): void => {
    const job = member.job;
    member.job = undefined;
    if (message.kind === 'done') job?.resolve(message.result);
    else job?.reject(fromErrorRecord(message.error));
    dispatch();
  };
  const nextJob = (): Job | undefined => {
    const hashing = members.filter((member) => member.job?.message.kind === 'hash').length;
    const mayHash = hashing < hashesAtOnce || waiting.task.length === 0;
    return (mayHash ? waiting.hash.shift() : undefined) ?? waiting.task.shift();
  };
  const dispatch = (): void => {
    for (;;) {
      const idle = members.find((member) => member.job === undefined);
      if (idle === undefined && members.length === threads) return;
      const job = nextJob();
      if (job === undefined) return;
      const member = idle ?? addMember();
      member.job = job;
      try {
        member.handle.post(job.message);
      } catch (thrown) {
        // The item cannot be sent at all, for instance because it holds a function.
        member.job = undefined;
        job.reject(thrown);
      }
    }
  };
  const submit = (message: Job['message']): Promise<unknown> => {
    if (closed !== undefined) return Promise.reject(closed.reason);
    return new Promise((resolve, reject) => {
      waiting[message.kind].push({ message, resolve, reject });
      dispatch();
    });
  };
  return {
    window: 2 * threads,
    task: (name, item) => submit({ kind: 'task', name, item: withTokens(item, method.references) }),
    // What a worker answers to a hash is what `hashFile` gave there.
    hash: (reference) =>
      submit({ kind: 'hash', reference: sharedOf.get(reference) ?? reference }) as Promise<HashedFile>,
    drain() {
      hashesAtOnce = threads;
      dispatch();
    },
    async close(reason) {
      abandon(reason);
      await Promise.all(members.map((member) => member.handle.terminate()));
    },
  };
}
