import path from 'node:path';
import { InputError } from '@offprint/errors';
import { fileSink } from '@offprint/files/node';
import { findMethod, replayReceipt } from '@offprint/methods';
import { type Command, text } from '../command.ts';
import { followRun } from '../follow-run.ts';
import { locateOnDisk, readReceiptFile } from '../receipt-files.ts';

/** Exit code when the bytes differ: a fault of Offprint, or another version of it. */
const bytesDiffer = 1;

export const replay: Command = {
  name: 'replay',
  summary: 'Run again what a receipt tells of, and compare the bytes.',
  synopsis: 'RECEIPT [--inputs FOLDER] [--out FILE]',
  options: {
    inputs: {
      type: 'string',
      value: 'FOLDER',
      help: 'Where the inputs are now, if not where they were nor beside the receipt.',
    },
    out: { type: 'string', value: 'FILE', help: 'Keep the output. Without it, it is hashed and thrown away.' },
  },
  examples: [
    'offprint replay merged.receipt.json',
    'offprint replay merged.receipt.json --inputs models --out again.safetensors',
  ],
  async run(args, terminal) {
    const [file] = args.positionals;
    if (file === undefined || args.positionals.length > 1) {
      throw new InputError('command/usage', 'Name one receipt.', {
        hint: 'For example: offprint replay merged.receipt.json',
      });
    }
    const receipt = await readReceiptFile(path.resolve(file));
    const inputs = text(args, 'inputs');
    const out = text(args, 'out');
    const folders = [...(inputs === undefined ? [] : [path.resolve(inputs)]), path.dirname(path.resolve(file))];
    const { same, outputs, version, result } = await replayReceipt(receipt, locateOnDisk(folders), {
      signal: terminal.signal,
      onProgress: followRun(terminal),
      ...(out === undefined ? {} : { output: async () => fileSink(path.resolve(out)) }),
    });
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
      terminal.line(`${output.port}: ${output.same ? 'the same bytes' : 'OTHER BYTES'}`);
      terminal.line(`  receipt  sha256 ${output.expected}`);
      if (!output.same) terminal.line(`  now      sha256 ${output.got}`);
    }
    if (!same && version.receipt !== version.now) {
      terminal.remark(
        `The receipt is of version ${version.receipt} of the method, this is ${version.now}: the bytes may differ.`,
      );
    }
    return same ? 0 : bytesDiffer;
  },
};
