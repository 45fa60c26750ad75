import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { LimitError, NotFoundError } from '@offprint/errors';
import type { RunResult } from '@offprint/methods';

export interface Run {
  readonly id: string;
  /** Made, empty, and the run's alone. */
  readonly folder: string;
  /** What stops it while it is under way. */
  readonly stop: AbortController;
  /** Resolves when it is no longer under way: result kept, or nothing left. */
  readonly over: Promise<void>;
  /** What it gave, once it is kept. */
  readonly result?: RunResult;
}

export interface ShelfOptions {
  /** Holds a folder for each run. Several servers may share it. */
  readonly root: string;
  /** What a run made is deleted after so many milliseconds. */
  readonly keepMs: number;
  /** Runs at once; one more is refused, since each takes every core. */
  readonly mostAtOnce: number;
}

export interface RunShelf {
  /** Takes a place among the runs under way. @throws LimitError `run/busy` */
  begin(): Promise<Run>;
  /** Ends a run with a result, whose files stay for a while. */
  keep(run: Run, result: RunResult): void;
  /** Ends a run, or what is left of it, without a trace. */
  drop(run: Run): Promise<void>;
  /** @throws NotFoundError `run/not-found` */
  find(id: string): Run;
}

/** Folders of runs of this process, whose number alone cannot tell them from those of one before it. */
const ours = new Set<string>();

/** Where the runs of a server are, under way and done. What a killed server left behind is swept away. */
export function createRunShelf({ root, keepMs, mostAtOnce }: ShelfOptions): RunShelf {
  const runs = new Map<string, { run: Run; tellOver: () => void; timer?: NodeJS.Timeout }>();
  let underWay = 0;
  const swept = sweep(root);
  // Told to whoever begins a run; until then it is nobody's concern.
  swept.catch(() => undefined);

  const end = (run: Run): void => {
    const entry = runs.get(run.id);
    if (entry === undefined || entry.run.result !== undefined) return;
    underWay--;
    entry.tellOver();
  };

  const drop = async (run: Run): Promise<void> => {
    clearTimeout(runs.get(run.id)?.timer);
    // Its place is free for the next once its files are gone.
    await rm(run.folder, { recursive: true, force: true });
    ours.delete(run.folder);
    end(run);
    runs.delete(run.id);
  };

  return {
    async begin() {
      if (underWay >= mostAtOnce) {
        throw new LimitError('run/busy', 'Another run is under way on this server.', {
          hint: 'Try again when it is done, or run the method in the page or on the command line.',
        });
      }
      underWay++;
      const id = randomUUID();
      const folder = path.join(root, `${process.pid}-${id}`);
      const { promise: over, resolve: tellOver } = Promise.withResolvers<void>();
      try {
        await swept;
        ours.add(folder);
        await mkdir(folder, { recursive: true });
      } catch (thrown) {
        underWay--;
        throw thrown;
      }
      const run: Run = { id, folder, stop: new AbortController(), over };
      runs.set(id, { run, tellOver });
      return run;
    },
    keep(run, result) {
      const entry = runs.get(run.id);
      if (entry === undefined) return;
      end(run);
      entry.run = { ...run, result };
      entry.timer = setTimeout(() => void drop(entry.run), keepMs).unref();
    },
    drop,
    find(id) {
      const entry = runs.get(id);
      if (entry !== undefined) return entry.run;
      throw new NotFoundError('run/not-found', 'There is no such run.', {
        hint: `What a run makes is kept for ${Math.round(keepMs / 60_000)} minutes; run the method again.`,
      });
    },
  };
}

/** Removes the folders of servers that are gone: their names begin with the number of the process. */
async function sweep(root: string): Promise<void> {
  const names = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const folder = path.join(root, name);
    const pid = Number(/^(\d+)-/.exec(name)?.[1]);
    if (ours.has(folder) || (pid !== process.pid && isAlive(pid))) continue;
    await rm(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
