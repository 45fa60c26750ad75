import { rm } from 'node:fs/promises';
import path from 'node:path';
import { IntegrityError } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import { lastingSink, removePartial } from '@offprint/files/node';
import { type JournalRecord, portOfOutput, type RunJournal } from '../method.ts';
import { type JournalFile, type KeptJournal, readJournal, writeJournal } from './journal-file.node.ts';
import { differenceOf } from './run-identity.ts';
import { takeRunLock } from './run-lock.node.ts';

export interface ResumableOptions {
  /** The folder of the journal; it must exist. */
  readonly folder: string;
  /** Tells runs in one folder apart: `.name.journal` and `.name.lock` stand there while it goes on. */
  readonly name: string;
  /** Where an output goes. */
  pathOf(port: string, suggestedName: string): string;
  /** Begins anew, whatever an earlier run left. */
  readonly restart?: boolean;
}

/** A run on disk that goes on where an earlier one of the same was stopped, however that ended. */
export interface ResumableRun {
  readonly output: (port: string, suggestedName: string) => Promise<ByteSink>;
  readonly journal: RunJournal;
  /** Whether an earlier run is gone on with; known once the run has begun. */
  resumed(): boolean;
  /** The outputs are in place: nothing is left to go on with. */
  finish(): Promise<void>;
  /** Leaves what is unfinished for another time. */
  leave(): Promise<void>;
  /** Removes what is unfinished; of an earlier run only if this one has begun, and so was the same. */
  abandon(): Promise<void>;
}

/**
 * Prepares a run whose outputs grow as `.name.partial` beside their places, with a journal that says how far they are.
 * Killed at any moment, it leaves nothing under the final names, and the same run begun again gives the same bytes.
 * One of `finish`, `leave` and `abandon` must end it.
 *
 * @throws ConflictError `resume/in-use` if another run is at it; StorageError `disk/refused`, `disk/full`. The journal
 *   throws ConflictError `resume/input-changed`, `resume/settings-changed`, `resume/method-changed` where the earlier
 *   run was of something else, and IntegrityError `resume/journal-damaged`
 */
export async function resumableRun(options: ResumableOptions): Promise<ResumableRun> {
  const folder = path.resolve(options.folder);
  const file = path.join(folder, `.${options.name}.journal`);
  const lock = await takeRunLock(path.join(folder, `.${options.name}.lock`), options.name);
  const outputs = new Set<string>();
  let journal: JournalFile | undefined;
  let resumed = false;
  const place = (port: string, suggestedName: string): string => {
    const output = options.pathOf(port, suggestedName);
    outputs.add(output);
    return output;
  };
  const remember = (records: readonly JournalRecord[]): void => {
    for (const [key, { name }] of Object.entries(records.at(-1)?.files ?? {})) place(portOfOutput(key), name);
  };
  const removePartials = async (): Promise<void> => {
    for (const output of outputs) await removePartial(output);
  };
  const forget = async (): Promise<void> => {
    await journal?.close();
    await rm(file, { force: true });
    await lock.release();
  };
  return {
    output: async (port, suggestedName) => lastingSink(place(port, suggestedName)),
    journal: {
      async begin(identity) {
        const kept = await (options.restart === true ? readForgiving(file) : readJournal(file));
        if (kept !== undefined && options.restart !== true) {
          const difference = differenceOf(kept.identity, identity);
          if (difference !== undefined) throw difference;
        }
        remember(kept?.records ?? []);
        const records = options.restart === true ? [] : (kept?.records ?? []);
        if (options.restart === true) await removePartials();
        journal = await writeJournal(file, { identity, records });
        resumed = records.length > 0;
        return records;
      },
      async append(record) {
        await journal?.append(record);
      },
    },
    resumed: () => resumed,
    finish: forget,
    async leave() {
      await journal?.close();
      await lock.release();
    },
    async abandon() {
      if (journal === undefined) return lock.release();
      await removePartials();
      await forget();
    },
  };
}

/** A journal that is thrown away need not be whole. */
async function readForgiving(file: string): Promise<KeptJournal | undefined> {
  try {
    return await readJournal(file);
  } catch (thrown) {
    if (thrown instanceof IntegrityError) return undefined;
    throw thrown;
  }
}
