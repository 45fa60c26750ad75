import path from 'node:path';
import { InputError } from '@offprint/errors';
import { type Command, text } from '../command.ts';
import { doesNotHold } from '../failure.ts';
import { followRun } from '../follow-run.ts';
import { refuseInput } from '../refuse-input.ts';

export const replay: Command = {
  name: 'replay',
  summary: 'Run again what a receipt tells of, and compare the bytes.',
  synopsis: 'RECEIPT [--inputs FOLDER] [--out FILE]',
  mostArguments: 1,
  options: {
    inputs: {
      type: 'string',
      value: 'FOLDER',
      help: 'Look for the inputs here first; then where they were, then beside the receipt.',
    },
    out: { type: 'string', value: 'FILE', help: 'Keep the output. Without it, it is hashed and thrown away.' },
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
    const [{ findMethod, replayReceipt }, { fileSink }, { locateOnDisk, readReceiptFile }] = await Promise.all([
      import('@offprint/methods'),
      import('@offprint/files/node'),
      import('../receipt-files.ts'),
    ]);
    const receipt = await readReceiptFile(path.resolve(file));
    const inputs = text(args, 'inputs');
    const out = text(args, 'out');
    const locate = locateOnDisk({
      ...(inputs === undefined ? {} : { first: path.resolve(inputs) }),
      last: path.dirname(path.resolve(file)),
    });
    const { same, outputs, version, result } = await replayReceipt(
      receipt,
      async (input, port) => {
        const reference = await locate(input, port);
        if (out !== undefined) await refuseInput(path.resolve(out), [reference]);
        return reference;
      },
      {
        signal: terminal.signal,
        onProgress: followRun(terminal),
        ...(out === undefined ? {} : { output: async () => fileSink(path.resolve(out)) }),
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
      const name = receipt.outputs[output.port]?.name ?? output.name;
      terminal.line(`${name}: ${output.same ? 'the same bytes' : 'OTHER BYTES'}`);
      terminal.line(`  receipt  sha256 ${output.expected}`);
      terminal.line(`  now      sha256 ${output.got}`);
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
