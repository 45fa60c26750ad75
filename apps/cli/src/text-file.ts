import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { Method } from '@offprint/methods';

/**
 * The text of a file.
 * @throws NotFoundError `file/not-found`; StorageError `file/unreadable`; InputError `file/not-text`
 */
export async function readTextFile(file: string): Promise<string> {
  const { openSource } = await import('@offprint/files');
  const source = await openSource({ kind: 'path', path: path.resolve(file) });
  await source.close();
  const bytes = await readFile(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError('file/not-text', `${path.basename(file)} is no text.`, {
      hint: 'Name a file of text in UTF-8.',
      where: { file },
    });
  }
}

/** Settings that are texts may be written as `@FILE`: then they are what the file holds. */
export async function withTextFiles(
  method: Pick<Method, 'settings'>,
  settings: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = { ...settings };
  for (const [name, port] of Object.entries(method.settings)) {
    const value = settings[name];
    if (port.kind === 'text' && typeof value === 'string' && value.startsWith('@')) {
      read[name] = await readTextFile(value.slice(1));
    }
  }
  return read;
}
