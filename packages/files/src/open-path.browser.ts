import { InputError } from '@offprint/errors';
import type { ByteSource } from './source.ts';

/** A browser cannot open a path by itself. */
export async function openPath(_path: string, name: string): Promise<ByteSource> {
  throw new InputError('file/unsupported-address', `${name} is a path, and a browser cannot open paths.`, {
    hint: 'Choose the file on the page, or run the method on the command line.',
    where: { file: name },
  });
}
