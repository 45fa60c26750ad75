import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { TensorEntry } from '@offprint/files';
import { formatBytes } from '@offprint/site/format';
import { checkpointAt } from '../checkpoint-at.ts';
import { type Command, text } from '../command.ts';

const count = (value: number): string => value.toLocaleString('en-GB');

/** Elements and bytes of each number format. */
function byFormat(
  tensors: readonly TensorEntry[],
): { dtype: string; tensors: number; parameters: number; bytes: number }[] {
  return [...Map.groupBy(tensors, ({ dtype }) => dtype)].map(([dtype, some]) => ({
    dtype,
    tensors: some.length,
    parameters: some.reduce((sum, { elements }) => sum + elements, 0),
    bytes: some.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
}

export const inspect: Command = {
  name: 'inspect',
  summary: 'Show what a checkpoint holds: tensors, shapes, number formats, parameters.',
  synopsis: 'CHECKPOINT [--match TEXT]',
  mostArguments: 1,
  options: {
    match: { type: 'string', value: 'TEXT', help: 'Only tensors whose names contain this.' },
  },
  notes: [
    'A checkpoint is a safetensors file, an index of shards, a folder that holds them, or an http address.',
    'Only headers are read, so that a file of many gigabytes answers at once.',
  ],
  examples: ['offprint inspect model.safetensors', 'offprint inspect path/of/model --match layers.0. --json'],
  async run(args, terminal) {
    const [given] = args.positionals;
    if (given === undefined) {
      throw new InputError('command/usage', 'No checkpoint was named.', {
        hint: 'For example: offprint inspect model.safetensors',
      });
    }
    const match = text(args, 'match');
    const { openCheckpoint } = await import('@offprint/files');
    const checkpoint = await openCheckpoint(await checkpointAt(given));
    try {
      const all = [...checkpoint.tensors.values()];
      const shown = all.filter(({ name }) => match === undefined || name.includes(match));
      const formats = byFormat(all);
      const files = checkpoint.files.map(({ name, size }) => ({ name, size }));
      terminal.result({
        name: checkpoint.name,
        bytes: checkpoint.bytes,
        files,
        parameters: formats.reduce((sum, { parameters }) => sum + parameters, 0),
        formats,
        metadata: checkpoint.metadata,
        tensors: shown.map(({ name, dtype, shape, elements, bytes }) => ({
          name,
          dtype,
          shape,
          parameters: elements,
          bytes,
        })),
      });
      terminal.line(
        `${path.basename(checkpoint.name)}: ${count(all.reduce((sum, { elements }) => sum + elements, 0))} parameters in ${count(all.length)} tensors, ${formatBytes(checkpoint.bytes)}${files.length > 1 ? ` in ${files.length} files` : ''}`,
      );
      for (const format of formats)
        terminal.line(
          `  ${format.dtype.padEnd(8)} ${count(format.parameters).padStart(16)} parameters in ${count(format.tensors)} tensors, ${formatBytes(format.bytes)}`,
        );
      for (const [key, value] of Object.entries(checkpoint.metadata))
        terminal.line(`  ${key}: ${value.length > 100 ? `${value.slice(0, 99)}…` : value}`);
      const width = Math.max(0, ...shown.map(({ name }) => name.length));
      for (const { name, dtype, shape, elements } of shown) {
        terminal.line(`${name.padEnd(width)}  ${dtype.padEnd(5)} [${shape.join(', ')}]  ${count(elements)}`);
      }
      if (shown.length === 0) terminal.remark(`No tensor has a name that contains ${JSON.stringify(match)}.`);
    } finally {
      await checkpoint.close();
    }
    return 0;
  },
};
