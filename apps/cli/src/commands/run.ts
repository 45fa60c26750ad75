import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';
import type { MethodArguments } from '@offprint/methods';
import { checkpointAt } from '../checkpoint-at.ts';
import type { Command } from '../command.ts';
import { finish, followRun } from '../follow-run.ts';
import { helpOfCommand } from '../help.ts';
import { refuseInput } from '../refuse-input.ts';

type References = readonly SourceReference[];

async function openFiles(files: MethodArguments['files']): Promise<Record<string, References[]>> {
  const opened: Record<string, References[]> = {};
  for (const [port, paths] of Object.entries(files)) opened[port] = await Promise.all(paths.map(checkpointAt));
  return opened;
}

export const run: Command = {
  name: 'run',
  summary: 'Run a method on your own files.',
  synopsis: 'METHOD --FLAG VALUE…',
  options: {},
  notes: [
    'Each method has flags of its own: offprint help run METHOD shows them.',
    'A file is a safetensors file, an index of shards, a folder that holds them, or an http address.',
    'The receipt is written beside the output. Nothing is written until the end.',
  ],
  examples: [
    'offprint run ties-merging --base b.safetensors --model m1.safetensors --model m2.safetensors --out merged.safetensors',
  ],
  readsOwnArguments: true,
  async run(_args, terminal, argv) {
    const [id, ...rest] = argv.filter((argument) => argument !== '--json');
    if (id === '--help' || id === '-h') {
      terminal.line(helpOfCommand(run));
      terminal.result({ help: helpOfCommand(run) });
      return 0;
    }
    if (id === undefined || id.startsWith('-')) {
      throw new InputError('command/usage', 'No method was named.', {
        hint: 'The name of the method comes first, for example: offprint run ties-merging --help',
      });
    }
    const { findMethod, helpText, parseArguments } = await import('@offprint/methods');
    const method = findMethod(id);
    const args = parseArguments(method, rest);
    if (args.help) {
      terminal.line(helpText(method));
      terminal.result({ help: helpText(method) });
      return 0;
    }
    const files = await openFiles(args.files);
    const inputs = Object.values(files).flat(2);
    for (const [port, output] of Object.entries(args.outputs)) {
      if (method.outputs[port]?.many === true) await mkdir(output, { recursive: true });
      else await refuseInput(output, inputs);
    }
    const [{ fileSink }, { startRun }, { receiptPathOf, writeReceipt }, { printResult }] = await Promise.all([
      import('@offprint/files/node'),
      import('@offprint/methods/node'),
      import('../receipt-files.ts'),
      import('../print-result.ts'),
    ]);
    const outputs = new Map<string, string>();
    const started = startRun(
      method,
      { files, settings: args.settings },
      {
        onProgress: followRun(terminal),
        ...(args.threads === undefined ? {} : { threads: args.threads }),
        async output(port, suggestedName) {
          const many = method.outputs[port]?.many === true;
          const named = args.outputs[port];
          const file = path.resolve(many ? path.join(named ?? '.', suggestedName) : (named ?? suggestedName));
          await refuseInput(file, inputs);
          outputs.set(many ? `${port}/${suggestedName}` : port, file);
          return fileSink(file);
        },
      },
    );
    const result = await finish(started, terminal);
    const receipt = receiptPathOf([...outputs.values()][0] ?? id);
    await writeReceipt(receipt, result.receipt);
    printResult(terminal, method, result, { outputs, receipt });
    return 0;
  },
};
