import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '@offprint/errors';
import { checkpointAt } from '../checkpoint-at.ts';
import { type Arguments, type Command, text } from '../command.ts';
import { finish, followRun } from '../follow-run.ts';
import type { Terminal } from '../terminal.ts';
import { merge } from './merge.ts';

function usage(message: string, hint: string): InputError {
  return new InputError('command/usage', message, { hint });
}

async function extract(args: Arguments, terminal: Terminal): Promise<number> {
  const [, base, tuned] = args.positionals;
  const out = text(args, 'out');
  if (base === undefined || tuned === undefined || out === undefined) {
    throw usage(
      'A base, a fine-tuned model and a folder are needed.',
      'For example: offprint lora extract base tuned --rank 16 --out adapter',
    );
  }
  const [{ findMethod }, { startRun }, { fileSink }, { receiptPathOf, writeReceipt }, { printResult }] =
    await Promise.all([
      import('@offprint/methods'),
      import('@offprint/methods/node'),
      import('@offprint/files/node'),
      import('../receipt-files.ts'),
      import('../print-result.ts'),
    ]);
  const folder = path.resolve(out);
  const files = { base: [await checkpointAt(base)], tuned: [await checkpointAt(tuned)] };
  await mkdir(folder, { recursive: true });
  const rank = text(args, 'rank');
  const outputs = new Map<string, string>();
  const started = startRun(
    'lora-extract',
    { files, settings: rank === undefined ? {} : { rank } },
    {
      onProgress: followRun(terminal),
      async output(port, suggestedName) {
        const file = path.join(folder, suggestedName);
        outputs.set(port, file);
        return fileSink(file);
      },
    },
  );
  const result = await finish(started, terminal);
  const receipt = receiptPathOf(path.join(folder, 'adapter_model.safetensors'));
  await writeReceipt(receipt, result.receipt);
  printResult(terminal, findMethod('lora-extract'), result, { outputs, receipt });
  return 0;
}

/** A merge of one model with its adapter is a recipe that passes the model through. */
async function mergeInto(args: Arguments, terminal: Terminal): Promise<number> {
  const [, base, adapter] = args.positionals;
  const out = text(args, 'out');
  if (base === undefined || adapter === undefined || out === undefined) {
    throw usage(
      'A base, an adapter and a folder are needed.',
      'For example: offprint lora merge base adapter --out merged',
    );
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-lora-'));
  try {
    const file = path.join(folder, 'recipe.yml');
    const model = { model: { path: path.resolve(base) }, lora: { path: path.resolve(adapter) } };
    await writeFile(file, `merge_method: passthrough\nmodels:\n  - model: ${JSON.stringify(model)}\n`);
    return await merge.run({ positionals: [file], values: { ...args.values, out } }, terminal, []);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export const lora: Command = {
  name: 'lora',
  summary: 'Extract a LoRA adapter from two checkpoints, or merge one into its model.',
  synopsis: 'extract BASE TUNED --out FOLDER | merge BASE ADAPTER --out FOLDER',
  mostArguments: 3,
  options: {
    out: { type: 'string', value: 'FOLDER', help: 'The folder of the adapter, or of the merged model.' },
    rank: { type: 'string', value: 'N', help: 'With extract: the rank. Otherwise 16.' },
  },
  notes: ['The share of energy that an adapter keeps is printed, and told layer by layer in the report with --json.'],
  examples: [
    'offprint lora extract base tuned --rank 16 --out adapter',
    'offprint lora merge base adapter --out merged',
  ],
  async run(args, terminal) {
    const [what] = args.positionals;
    if (what === 'extract') return extract(args, terminal);
    if (what === 'merge') return mergeInto(args, terminal);
    throw usage(
      what === undefined ? 'Say what to do: extract or merge.' : `There is no lora ${what}.`,
      'Write offprint lora extract, or offprint lora merge.',
    );
  },
};
