import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { NotFoundError, StorageError } from '@offprint/errors';
import { fileSink } from '@offprint/files/node';
import { type Locate, type Receipt, readReceipt } from '@offprint/methods';

/** Where the receipt of an output goes: `merged.safetensors` has `merged.receipt.json` beside it. */
export function receiptPathOf(output: string): string {
  const { dir, name } = path.parse(output);
  return path.join(dir, `${name}.receipt.json`);
}

/** Writes a receipt, whole or not at all. */
export async function writeReceipt(file: string, receipt: Receipt): Promise<void> {
  const sink = await fileSink(file);
  try {
    await sink.write(new TextEncoder().encode(`${JSON.stringify(receipt, null, 2)}\n`), 0);
    await sink.commit();
  } catch (thrown) {
    await sink.discard();
    throw thrown;
  }
}

/**
 * Reads a receipt from disk.
 * @throws NotFoundError `file/not-found`; StorageError `file/unreadable`; what `readReceipt` throws
 */
export async function readReceiptFile(file: string): Promise<Receipt> {
  const name = path.basename(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ENOENT') {
      throw new NotFoundError('file/not-found', `There is no file ${name}.`, {
        hint: 'Check the path; it is taken from the folder in which the command runs.',
        where: { file: name },
        cause,
      });
    }
    throw new StorageError('file/unreadable', `${name} cannot be read (${code}).`, {
      hint: 'Check that it is a file and that you have the right to read it.',
      where: { file: name },
      cause,
    });
  }
  return readReceipt(text, name);
}

/** Where inputs may be beside the place they were read from. */
export interface Folders {
  /** Named by the reader, so looked into before anything else. */
  readonly first?: string;
  /** Where the receipt lies. */
  readonly last: string;
}

/**
 * Finds the inputs of a receipt: in the folder that the reader named, else where they were read from, else beside the
 * receipt, by name. The hash decides later whether it is the same file.
 */
export function locateOnDisk({ first, last }: Folders): Locate {
  return (file, port) => {
    const named = first === undefined ? [] : [path.join(first, file.name)];
    const isAddress = file.path !== undefined && /^https?:/i.test(file.path);
    const remembered = file.path === undefined || isAddress ? [] : [file.path];
    const places = [...named, ...remembered, ...(isAddress ? [] : [path.join(last, file.name)])];
    const found = places.find((place) => existsSync(place));
    if (found !== undefined) return { kind: 'path', path: found };
    if (isAddress && file.path !== undefined) return { kind: 'url', url: file.path };
    const where =
      first === undefined
        ? 'where it was, nor beside the receipt'
        : `in ${first}, nor where it was, nor beside the receipt`;
    throw new NotFoundError('receipt/input-missing', `${file.name} (${port}) is not ${where}.`, {
      hint: 'Name the folder that holds it with --inputs FOLDER.',
      where: { looked: places.join(', ') },
    });
  };
}
