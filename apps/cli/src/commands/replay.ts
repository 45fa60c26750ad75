import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { ByteSink, SourceReference } from '@offprint/files';
import type { Method } from '@offprint/methods';
import { type Command, text } from '../command.ts';
import { doesNotHold } from '../failure.ts';
import { followRun } from '../follow-run.ts';
import { refuseInput } from '../refuse-input.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'Run again what a receipt tells of, and compare the bytes.',
  synopsis: 'RECEIPT [--inputs FOLDER] [--out PLACE]',
  mostArguments: 1,
  options: {
    inputs: {
      type: 'string',
      value: 'FOLDER',
      help: 'Look for the inputs here first; then where they were, then beside the receipt.',
    },
    out: {
      type: 'string',
      value: 'PLACE',
      help: 'Keep the output in this file; of a method that may give several, in this folder. Without it, it is hashed and thrown away.',
    },
  },
  notes: [`The exit code is ${doesNotHold} if the bytes differ from those of the receipt.`],
  examples: [
    'offprint replay merged.receipt.json',
    'offprint replay merged.receipt.json --inputs models --out again.safetensors',
  ],
  async run(args, terminal) {
    const [file] = args.positionals;
    if (file === undefined) {
      throw new InputError('command/usage', 'No receipt was named.', {
        hint: 'For example: offprint replay merged.receipt.json',
      });
    }
    const [{ findMethod, replayReceipt }, { locateOnDisk, readReceiptFile }] = await Promise.all([
      import('@offprint/methods'),
      import('../receipt-files.ts'),
    ]);
    const receipt = await readReceiptFile(path.resolve(file));
    const inputs = text(args, 'inputs');
    const out = text(args, 'out');
    const keep = out === undefined ? undefined : await keeper(findMethod(receipt.method.id), path.resolve(out));
    const locate = locateOnDisk({
      ...(inputs === undefined ? {} : { first: path.resolve(inputs) }),
      last: path.dirname(path.resolve(file)),
    });
    const { same, outputs, version, result } = await replayReceipt(
      receipt,
      async (input, port) => {
        const reference = await locate(input, port);
        await keep?.refuse(reference);
        return reference;
      },
      {
        signal: terminal.signal,
        onProgress: followRun(terminal),
        ...(keep === undefined ? {} : { output: keep.output }),
      },
    );
    terminal.endProgress();
    terminal.result({
      same,
      outputs,
      version,
      seconds: result.receipt.seconds,
      ...(out === undefined ? {} : { out: path.resolve(out) }),
    });
    terminal.line(`${findMethod(receipt.method.id).name}: done again in ${result.receipt.seconds.toFixed(1)} s.`);
    for (const output of outputs) {
      terminal.line(`${output.name}: ${output.same ? 'the same bytes' : 'OTHER BYTES'}`);
      terminal.line(`  receipt  ${output.expected === null ? 'has none' : `sha256 ${output.expected}`}`);
      terminal.line(`  now      ${output.got === null ? 'gave none' : `sha256 ${output.got}`}`);
    }
    if (out !== undefined) terminal.line(`Output: ${path.resolve(out)}`);
    if (!same && version.receipt !== version.now) {
      terminal.remark(
        `The receipt is of version ${version.receipt} of the method, this is ${version.now}: the bytes may differ.`,
      );
    }
    return same ? 0 : doesNotHold;
  },
};

interface Keeper {
  output(port: string, suggestedName: string): Promise<ByteSink>;
  /** @throws InputError `output/is-input` if this input is where an output would go */
  refuse(input: SourceReference): Promise<void>;
}

/** Keeps the outputs: the only one under the name given, several in the folder given. */
async function keeper(method: Method, place: string): Promise<Keeper> {
  const { fileSink } = await import('@offprint/files/node');
  const ports = Object.values(method.outputs);
  const isFolder = ports.length > 1 || ports.some(({ many }) => many === true);
  if (isFolder) await mkdir(place, { recursive: true });
  const inputs: SourceReference[] = [];
  return {
    async output(_port, suggestedName) {
      const file = isFolder ? path.join(place, suggestedName) : place;
      await refuseInput(file, inputs);
      return fileSink(file);
    },
    async refuse(input) {
      inputs.push(input);
      if (!isFolder) await refuseInput(place, [input]);
    },
  };
}
