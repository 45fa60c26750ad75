import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exampleInputs, tiesMerging } from '@offprint/methods';

export interface ExampleFiles {
  readonly base: string;
  readonly models: readonly string[];
}

/** Writes the generated example of TIES-Merging into a folder: a base and three models. */
export async function writeExample(folder: string): Promise<ExampleFiles> {
  const { files } = await exampleInputs(tiesMerging);
  const write = async (port: string): Promise<string[]> =>
    Promise.all(
      (files[port] ?? []).flat().map(async (reference) => {
        if (reference.kind !== 'bytes') throw new Error('The example is not in memory.');
        const file = path.join(folder, reference.name);
        await writeFile(file, reference.bytes);
        return file;
      }),
    );
  const [base] = await write('base');
  if (base === undefined) throw new Error('The example has no base.');
  return { base, models: await write('models') };
}
