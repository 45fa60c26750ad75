import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError } from '@offprint/errors';
import type { ByteSink } from '@offprint/files';
import { fileSink, lastingSink, removePartial } from '@offprint/files/node';
import type { JournalRecord, RunIdentity, RunJournal } from '../method.ts';
import { differenceOf } from './run-identity.ts';

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
  /** Removes what is unfinished. */
  abandon(): Promise<void>;
}

/** The journal: what the run is, and how far it got last. Each line is preceded by its own hash. */
interface Kept {
  readonly identity: RunIdentity;
  readonly record: JournalRecord | null;
}

/**
 * @throws ConflictError `resume/in-use` if another process is at it
 */
export async function resumableRun(options: ResumableOptions): Promise<ResumableRun> {
  const folder = path.resolve(options.folder);
  const file = path.join(folder, `.${options.name}.journal`);
  const lock = path.join(folder, `.${options.name}.lock`);
  await takeLock(lock, options.name);
  const outputs = new Set<string>();
  let identity: RunIdentity | undefined;
  let resumed = false;
  const keep = async (kept: Kept): Promise<void> => {
    const lines = [kept.identity, kept.record].map((part) => sealed(JSON.stringify(part)));
    const sink = await fileSink(file);
    await sink.write(new TextEncoder().encode(`${lines.join('\n')}\n`), 0);
    await sink.commit();
  };
  const forget = async (): Promise<void> => {
    await rm(file, { force: true });
    await rm(lock, { force: true });
  };
  const place = (port: string, suggestedName: string): string => {
    const output = options.pathOf(port, suggestedName);
    outputs.add(output);
    return output;
  };
  return {
    output: async (port, suggestedName) => lastingSink(place(port, suggestedName)),
    journal: {
      async begin(given) {
        identity = given;
        const kept = options.restart === true ? undefined : await readKept(file);
        if (kept === undefined) {
          await keep({ identity: given, record: null });
          return [];
        }
        const difference = differenceOf(kept.identity, given);
        if (difference !== undefined) throw difference;
        for (const key of Object.keys(kept.record?.files ?? {})) {
          const [port, ...name] = key.split('/');
          place(port, name.join('/'));
        }
        resumed = kept.record !== null;
        return kept.record === null ? [] : [kept.record];
      },
      async append(record) {
        if (identity !== undefined) await keep({ identity, record });
      },
    },
    resumed: () => resumed,
    finish: forget,
    async leave() {
      await rm(lock, { force: true });
    },
    async abandon() {
      for (const output of outputs) await removePartial(output);
      await forget();
    },
  };
}

function sealed(text: string): string {
  return `${createHash('sha256').update(text).digest('hex')} ${text}`;
}

/** What the journal holds; undefined where there is none, or none that is whole. */
async function readKept(file: string): Promise<Kept | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parts = text.split('\n').flatMap((line) => {
    const content = line.slice(line.indexOf(' ') + 1);
    return line !== '' && sealed(content) === line ? [content] : [];
  });
  if (parts.length !== 2) return undefined;
  // Both lines are as this code wrote them: their hashes say so.
  return { identity: JSON.parse(parts[0]) as RunIdentity, record: JSON.parse(parts[1]) as JournalRecord | null };
}

/** Takes the lock; one whose process is gone was left by a crash. */
async function takeLock(lock: string, name: string): Promise<void> {
  for (;;) {
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    }
    const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
    if (Number.isInteger(holder) && holder > 0 && isAlive(holder)) {
      throw new ConflictError('resume/in-use', `Another run is making ${name} here (process ${holder}).`, {
        hint: 'Wait for it, or choose another folder.',
        where: { process: holder, file: lock },
      });
    }
    await rm(lock, { force: true });
  }
}

function isAlive(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (thrown) {
    // A process of another user may not be signalled, but it is there.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
