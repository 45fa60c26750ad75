import { createHash } from 'node:crypto';
import path from 'node:path';
import { IntegrityError, NotFoundError } from '@offprint/errors';
import { openSource } from '@offprint/files';
import { fileSink, type GrowingFile, growingFile } from '@offprint/files/node';
import type { JournalRecord, RunIdentity } from '../method.ts';

/** What a journal on disk holds: what the run is, and how far it got, oldest first. */
export interface KeptJournal {
  readonly identity: RunIdentity;
  readonly records: readonly JournalRecord[];
}

/** A journal that is being written: a line of JSON for the identity and for each record, each after its own hash. */
export interface JournalFile {
  /** Makes a record durable. */
  append(record: JournalRecord): Promise<void>;
  close(): Promise<void>;
}

/** Beyond so many bytes, the records before the last are dropped: the last is enough to go on from. */
const mostBytes = 2 ** 24;

/**
 * What a journal holds; undefined if there is none. A line that is not whole, as a crash may leave it at the end, is
 * taken for the end.
 * @throws IntegrityError `resume/journal-damaged` if not even its first line is whole, which no crash can leave behind
 */
export async function readJournal(file: string): Promise<KeptJournal | undefined> {
  const text = await textOf(file);
  if (text === undefined) return undefined;
  const whole: string[] = [];
  for (const line of text.split('\n')) {
    const content = line.slice(line.indexOf(' ') + 1);
    if (line === '' || sealed(content) !== line) break;
    whole.push(content);
  }
  const [identity, ...records] = whole;
  if (identity === undefined) throw damaged(file);
  // The hashes say that the lines are as `writeJournal` and `append` wrote them.
  return {
    identity: JSON.parse(identity) as RunIdentity,
    records: records.map((record) => JSON.parse(record) as JournalRecord),
  };
}

/** Puts a journal in place, whole or not at all, to go on with it. @throws StorageError `disk/refused`, `disk/full` */
export async function writeJournal(file: string, { identity, records }: KeptJournal): Promise<JournalFile> {
  const anew = async (from: readonly JournalRecord[]): Promise<{ growing: GrowingFile; size: number }> => {
    const bytes = encoded([identity, ...from]);
    const sink = await fileSink(file);
    try {
      await sink.write(bytes, 0);
      await sink.commit();
    } catch (thrown) {
      await sink.discard();
      throw thrown;
    }
    return { growing: await growingFile(file), size: bytes.byteLength };
  };
  let { growing, size } = await anew(records);
  return {
    async append(record) {
      const bytes = encoded([record]);
      if (size + bytes.byteLength > mostBytes) {
        await growing.close();
        ({ growing, size } = await anew([record]));
      } else {
        await growing.append(bytes);
        size += bytes.byteLength;
      }
    },
    close: () => growing.close(),
  };
}

function encoded(parts: readonly (RunIdentity | JournalRecord)[]): Uint8Array {
  return new TextEncoder().encode(parts.map((part) => `${sealed(JSON.stringify(part))}\n`).join(''));
}

function sealed(text: string): string {
  return `${createHash('sha256').update(text).digest('hex')} ${text}`;
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    const source = await openSource({ kind: 'path', path: file });
    try {
      const bytes = new Uint8Array(source.size);
      await source.readInto(bytes, 0);
      return new TextDecoder().decode(bytes);
    } finally {
      await source.close();
    }
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}

function damaged(file: string): IntegrityError {
  return new IntegrityError('resume/journal-damaged', 'What the stopped run wrote down of itself cannot be read.', {
    hint: 'Start anew; what was finished is lost.',
    where: { file: path.basename(file) },
  });
}
