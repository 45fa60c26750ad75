import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';

/** The file itself, links followed; a file that is not there yet is where it will be. */
async function placeOf(file: string): Promise<string> {
  const folder = await realpath(path.dirname(path.resolve(file))).catch(() => path.dirname(path.resolve(file)));
  return realpath(file).catch(() => path.join(folder, path.basename(file)));
}

/**
 * An output under the name of an input would take its place at the end, and the receipt could not be replayed.
 * @throws InputError `output/is-input`
 */
export async function refuseInput(output: string, inputs: Iterable<SourceReference>): Promise<void> {
  const place = await placeOf(output);
  for (const input of inputs) {
    if (input.kind !== 'path' || (await placeOf(input.path)) !== place) continue;
    throw new InputError('output/is-input', `${output} is one of the inputs. Nothing was run.`, {
      hint: 'Give the output another name with --out FILE.',
      where: { output },
    });
  }
}
