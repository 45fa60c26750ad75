import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, gunzipSync, constants as zlib } from 'node:zlib';
import { InputError, NotFoundError, StorageError } from '@offprint/errors';

/** One line of a text file, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** A text file as the import reads it. */
export interface TextFile {
  /** The first characters, for recognising the format. */
  readonly head: string;
  /** Size on disk in bytes. */
  readonly size: number;
  /** How many of these were read so far. */
  bytesRead(): number;
  /** All lines. May be read once. */
  lines(): AsyncGenerator<Line>;
}

/** Enough for the first entry of any format that is read, also when a paper has thousands of authors. */
const headBytes = 256 * 1024;

/** What the first bytes of a compressed file may grow to. Text grows ten times at most; more is no text. */
const longestHead = 16 * 1024 * 1024;

/** A record of one line is a few thousand characters; far longer lines are not text, and must not fill the memory. */
const longestLine = 16 * 1024 * 1024;

/**
 * Opens a text file, plain or compressed with gzip, in UTF-8 or, where it says so by a byte order mark, UTF-16.
 * @throws NotFoundError `file/not-found`; InputError `import/not-a-file`; StorageError `file/unreadable`
 */
export async function openText(path: string): Promise<TextFile> {
  const { bytes, size } = await firstBytes(path);
  const compressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const start = compressed ? partlyInflated(bytes) : bytes;
  const encoding = encodingOf(start);
  let read = 0;
  return {
    head: new TextDecoder(encoding).decode(start, { stream: true }),
    size,
    bytesRead: () => read,
    lines: () => linesOf(path, compressed, encoding, (count) => (read += count)),
  };
}

async function firstBytes(path: string): Promise<{ bytes: Uint8Array; size: number }> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) {
        throw new InputError('import/not-a-file', `${path} is not a file.`, {
          hint: 'Give the files themselves, not the folder that holds them.',
          where: { file: path },
        });
      }
      const bytes = new Uint8Array(Math.min(headBytes, stat.size));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return { bytes: bytes.subarray(0, bytesRead), size: stat.size };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    throw explained(thrown, path);
  }
}

function explained(thrown: unknown, path: string): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT') {
    return new NotFoundError('file/not-found', `There is no file ${path}.`, {
      hint: 'Check the spelling, and the folder that the command runs in.',
      where: { file: path },
      cause: thrown,
    });
  }
  if (typeof code === 'string' && (code.startsWith('Z_') || code.startsWith('ERR_ZLIB'))) {
    return new InputError('import/damaged', `The compressed file ${path} is damaged or ends early.`, {
      hint: 'Fetch or compress it again. Papers read before the damage are kept.',
      where: { file: path },
      cause: thrown,
    });
  }
  if (typeof code !== 'string' || !code.startsWith('E') || code.startsWith('ERR_')) return thrown;
  return new StorageError('file/unreadable', `The file ${path} cannot be read (${code}).`, {
    hint: 'Check that you may read it, and that the disk is in order.',
    where: { file: path },
    cause: thrown,
  });
}

/** As much as the first bytes of a gzip file give. */
function partlyInflated(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { finishFlush: zlib.Z_SYNC_FLUSH, maxOutputLength: longestHead });
  } catch {
    // What follows will fail with its own error once the file is read from the start.
    return new Uint8Array();
  }
}

function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

async function* linesOf(
  path: string,
  compressed: boolean,
  encoding: string,
  onBytes: (count: number) => void,
): AsyncGenerator<Line> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  file.on('data', (chunk) => onBytes(chunk.length));
  const stream = compressed ? file.pipe(createGunzip()) : file;
  if (compressed) file.on('error', (error) => stream.destroy(error));
  const decoder = new TextDecoder(encoding);
  let number = 0;
  let rest = '';
  try {
    for await (const chunk of stream) {
      const text = rest + decoder.decode(chunk as Uint8Array, { stream: true });
      // A carriage return at the end may be the first half of a line end.
      const complete = text.endsWith('\r') ? text.slice(0, -1) : text;
      const lines = complete.split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + text.slice(complete.length);
      if (rest.length > longestLine) throw lineTooLong(path, number + lines.length + 1);
      for (const line of lines) yield { text: line, number: ++number };
    }
    rest += decoder.decode();
    for (const line of rest.split(/\r\n|\n|\r/)) yield { text: line, number: ++number };
  } catch (thrown) {
    throw explained(thrown, path);
  } finally {
    file.destroy();
  }
}

function lineTooLong(path: string, line: number): InputError {
  return new InputError('import/line-too-long', `Line ${line} of ${path} is longer than 16 million characters.`, {
    hint: 'Is it a text file with one record a line? A JSON array must be written as JSON Lines first.',
    where: { file: path, line },
  });
}
