/** Checkpoints for the tests, as files on disk. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeSafetensors } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { exampleInputs, findMethod } from '@offprint/methods';

/** The generated example of a method as files; by port, in order. */
export async function writeExample(id: string, folder: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { files } = await exampleInputs(findMethod(id));
  const written: Record<string, string[]> = {};
  for (const [port, checkpoints] of Object.entries(files)) {
    written[port] = [];
    for (const [reference] of checkpoints) {
      if (reference?.kind !== 'bytes') throw new Error(`The example of ${id} is not in memory.`);
      const file = path.join(folder, reference.name);
      await writeFile(file, reference.bytes);
      written[port].push(file);
    }
  }
  return written;
}

/**
 * A bf16 checkpoint of many tensors, large enough that a run takes a while. Every model of a family has the same names;
 * the values are small integers of the position and the number of the model, so that models differ everywhere.
 */
export async function writeLargeCheckpoint(
  file: string,
  model: number,
  tensors = 24,
  elements = 1 << 20,
): Promise<void> {
  const sink = await fileSink(file);
  const list = Array.from({ length: tensors }, (_, tensor) => {
    const values = new Uint16Array(elements);
    for (let at = 0; at < elements; at++) values[at] = 0x3c00 + ((at * 2654435761 + tensor * 40503 + model * 97) % 509);
    return {
      name: `block.${tensor}.weight`,
      dtype: 'BF16' as const,
      shape: [elements],
      bytes: new Uint8Array(values.buffer),
    };
  });
  await writeSafetensors(sink, list);
  await sink.commit();
}
