import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { ConflictError } from '@offprint/errors';

/** Writing takes seconds; whoever waits longer is told. In milliseconds. */
const usualPatience = 10_000;
const pause = 50;

/** SQLite's codes for "another one holds it". */
const busy = new Set([5, 6]);

/**
 * Locks the folder against other writers: processes, threads, and other indexes of this one. The lock is SQLite's own
 * on an empty database, because the system lets go of it when its holder dies, however it dies: there is no stale lock
 * to judge and to steal.
 *
 * @throws ConflictError `index/locked` when it is held for longer than `patience` milliseconds.
 */
export async function lockFolder(folder: string, patience = usualPatience): Promise<{ release(): void }> {
  const database = new DatabaseSync(path.join(folder, 'writer.lock'), { timeout: 0 });
  try {
    for (let waited = 0; ; waited += pause) {
      try {
        database.exec('BEGIN EXCLUSIVE');
        return { release: () => database.close() };
      } catch (thrown) {
        const code = (thrown as { errcode?: number }).errcode;
        if (code === undefined || !busy.has(code & 0xff)) throw thrown;
        if (waited >= patience) {
          throw new ConflictError('index/locked', `Another process is writing the search index in ${folder}.`, {
            hint: 'Wait until it has finished, then try again.',
            where: { folder },
          });
        }
      }
      await setTimeout(pause);
    }
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}
