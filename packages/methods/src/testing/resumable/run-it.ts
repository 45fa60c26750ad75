/** A resumable run in a process of its own: `node run-it.ts FOLDER LAMBDA`. Prints the hash of the output, or the code. */
import path from 'node:path';
import { OffprintError } from '@offprint/errors';
import { resumableRun, startRun } from '../../node.ts';

export const modelFiles = ['base', 'one', 'two'] as const;

export async function runIt(folder: string, lambda: number): Promise<{ sha256: string; resumed: boolean }> {
  const file = (name: string) => [{ kind: 'path' as const, path: path.join(folder, `${name}.safetensors`) }];
  const place = await resumableRun({ folder, name: 'merged', pathOf: () => path.join(folder, 'merged.safetensors') });
  try {
    const { outputs } = await startRun(
      'task-arithmetic',
      { files: { base: [file('base')], models: [file('one'), file('two')] }, settings: { lambda } },
      { threads: 2, output: place.output, journal: place.journal },
    ).result;
    await place.finish();
    return { sha256: outputs['merged'].sha256, resumed: place.resumed() };
  } catch (thrown) {
    await place.leave();
    throw thrown;
  }
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder, lambda] = process.argv;
  try {
    process.stdout.write(JSON.stringify(await runIt(folder, Number(lambda))));
  } catch (thrown) {
    process.stdout.write(JSON.stringify({ code: thrown instanceof OffprintError ? thrown.code : String(thrown) }));
  }
}
