import { InternalError } from '@offprint/errors';
import { type Checkpoint, openCheckpoint, type SourceReference } from '@offprint/files';
import type { Task, TaskResult, TaskServices } from '../context.ts';
import type { Implementation } from '../method.ts';

/** Runs the tasks of one implementation, and keeps the checkpoints open that they ask for. */
export interface TaskRunner {
  run(name: string, item: unknown): Promise<TaskResult<unknown>>;
  close(): Promise<void>;
}

/**
 * @param opened checkpoints that are open already, found by the identity of their references; they are not closed here
 */
export function taskRunner(
  implementation: Pick<Implementation, 'tasks'>,
  signal: AbortSignal,
  opened: Iterable<Checkpoint> = [],
): TaskRunner {
  const open = new Map<readonly SourceReference[], Promise<Checkpoint>>();
  const own: Promise<Checkpoint>[] = [];
  for (const checkpoint of opened) open.set(checkpoint.references, Promise.resolve(checkpoint));
  const services: TaskServices = {
    signal,
    openCheckpoint(references) {
      const found = open.get(references);
      if (found !== undefined) return found;
      const opening = openCheckpoint(references);
      open.set(references, opening);
      own.push(opening);
      return opening;
    },
  };
  return {
    async run(name, item) {
      const task = implementation.tasks?.[name];
      if (task === undefined) throw new InternalError(`The method has no task called ${name}.`);
      // A task states what items it takes; only the method that it belongs to sends it any.
      return (task as Task<unknown>)(item, services);
    },
    async close() {
      for (const result of await Promise.allSettled(own)) {
        if (result.status === 'fulfilled') await result.value.close();
      }
    },
  };
}
