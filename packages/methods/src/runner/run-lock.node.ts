import { randomBytes } from 'node:crypto';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { ConflictError } from '@offprint/errors';
import { storageFault } from '@offprint/files/node';

/** A place on disk that one run has to itself. */
export interface RunLock {
  release(): Promise<void>;
}

/** Who holds a lock, as its file says. */
interface Holder {
  readonly host: string;
  readonly process: number;
  /** When that process began, where the system can tell: a later process may have the same number. */
  readonly began: string | null;
  /** Tells this taking from every other. */
  readonly token: string;
}

/** A lock is made and then written; for so long one without content may yet get it. */
const millisecondsToWrite = 5000;

/**
 * Takes a lock that is a file. One whose holder is gone, however it went, is recognised as such and taken over.
 * @param file of the lock; its folder must exist
 * @param name what is locked, for messages
 * @throws ConflictError `resume/in-use`; StorageError `disk/refused`, `disk/full`
 */
export async function takeRunLock(file: string, name: string): Promise<RunLock> {
  const mine: Holder = {
    host: hostname(),
    process: process.pid,
    began: await beginningOf(process.pid),
    token: randomBytes(8).toString('hex'),
  };
  for (;;) {
    if (await create(file, JSON.stringify(mine))) {
      return {
        async release() {
          if ((await holderOf(file))?.token === mine.token) await rm(file, { force: true });
        },
      };
    }
    const holder = await holderOf(file);
    const isHeld = holder === undefined ? await isFresh(file) : await isAtIt(holder);
    if (isHeld) throw inUse(file, name, holder);
    await removeStale(file, holder, name);
  }
}

/** False if there is such a file already. */
async function create(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw storageFault(thrown, path.basename(file));
  }
}

/**
 * Removes the lock of a holder that is gone. Of several who find it at once, the one that makes the claim removes it,
 * and only if it is still the same: so nobody removes a lock that another has taken meanwhile.
 */
async function removeStale(file: string, holder: Holder | undefined, name: string): Promise<void> {
  const claim = `${file}.${holder?.token ?? 'empty'}`;
  if (!(await create(claim, ''))) {
    if (await isFresh(claim)) throw inUse(file, name, undefined);
    await rm(claim, { force: true });
    return;
  }
  try {
    if ((await holderOf(file))?.token === holder?.token) await rm(file, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

/** Undefined where the lock is gone or says nothing. */
async function holderOf(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  try {
    const { host, process: number, began, token } = JSON.parse(text) as Partial<Holder>;
    if (typeof host !== 'string' || typeof number !== 'number' || typeof token !== 'string') return undefined;
    return { host, process: number, began: typeof began === 'string' ? began : null, token };
  } catch {
    return undefined;
  }
}

async function isFresh(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < millisecondsToWrite;
}

/** Whether the holder is there. Of another machine nothing can be known, so it is believed. */
async function isAtIt(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return true;
  if (!isAlive(holder.process)) return false;
  return holder.began === null || holder.began === (await beginningOf(holder.process));
}

function isAlive(number: number): boolean {
  try {
    process.kill(number, 0);
    return true;
  } catch (thrown) {
    // A process of another user may not be signalled, but it is there.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** Which start of the machine, and how long after it the process began; null where the system does not say. */
async function beginningOf(number: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const status = await readFile(`/proc/${number}/stat`, 'utf8');
    // The name of the program, in parentheses, may itself hold spaces; the time is the twentieth field after it.
    const ticks = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
    return `${boot.trim()} ${ticks}`;
  } catch {
    return null;
  }
}

function inUse(file: string, name: string, holder: Holder | undefined): ConflictError {
  const elsewhere = holder !== undefined && holder.host !== hostname();
  const who = holder === undefined ? '' : ` (process ${holder.process}${elsewhere ? ` on ${holder.host}` : ''})`;
  return new ConflictError('resume/in-use', `Another run is making ${name} here${who}.`, {
    hint: `Wait for it, or choose another place; if it is gone for certain, delete ${path.basename(file)}.`,
    where: { process: holder?.process ?? null, file },
  });
}
