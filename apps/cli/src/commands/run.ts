import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { ByteSink, SourceReference } from '@offprint/files';
import type { Method, MethodArguments } from '@offprint/methods';
import type { ResumableRun } from '@offprint/methods/node';
import { checkpointAt } from '../checkpoint-at.ts';
import type { Command } from '../command.ts';
import { finish, followRun } from '../follow-run.ts';
import { helpOfCommand } from '../help.ts';
import { refuseInput } from '../refuse-input.ts';
import { finishResumable, followResumable } from '../resumable.ts';
import { withTextFiles } from '../text-file.ts';

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
    'The receipt is written beside the output. Nothing is visible until the end.',
    'With --resume, a run that was stopped or killed goes on when the same command is given again.',
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
    const settings = await withTextFiles(method, args.settings);
    const files = await openFiles(args.files);
    const inputs = Object.values(files).flat(2);
    for (const [port, output] of Object.entries(args.outputs)) {
      if (method.outputs[port]?.many === true) await mkdir(output, { recursive: true });
      else await refuseInput(output, inputs);
    }
    const [{ fileSink }, { resumableRun, startRun }, { receiptPathOf, writeReceipt }, { printResult }] =
      await Promise.all([
        import('@offprint/files/node'),
        import('@offprint/methods/node'),
        import('../receipt-files.ts'),
        import('../print-result.ts'),
      ]);
    const outputs = new Map<string, string>();
    const pathOf = (port: string, suggestedName: string): string => {
      const named = args.outputs[port];
      if (method.outputs[port]?.many !== true) return path.resolve(named ?? suggestedName);
      return path.resolve(named ?? '.', suggestedName);
    };
    const place = (port: string, suggestedName: string): string => {
      const file = pathOf(port, suggestedName);
      outputs.set(method.outputs[port]?.many === true ? `${port}/${suggestedName}` : port, file);
      return file;
    };
    const resumable: ResumableRun | undefined =
      args.resume || args.restart
        ? await resumableRun({ ...nameOfRun(method, args.outputs), pathOf: place, restart: args.restart })
        : undefined;
    const output = async (port: string, suggestedName: string): Promise<ByteSink> => {
      await refuseInput(pathOf(port, suggestedName), inputs);
      return resumable === undefined ? fileSink(place(port, suggestedName)) : resumable.output(port, suggestedName);
    };
    const started = startRun(
      method,
      { files, settings },
      {
        onProgress: resumable === undefined ? followRun(terminal) : followResumable(terminal, resumable),
        ...(args.threads === undefined ? {} : { threads: args.threads }),
        output,
        ...(resumable === undefined ? {} : { journal: resumable.journal }),
      },
    );
    const result =
      resumable === undefined ? await finish(started, terminal) : await finishResumable(started, resumable, terminal);
    const receipt = receiptPathOf([...outputs.values()][0] ?? id);
    await writeReceipt(receipt, result.receipt);
    printResult(terminal, method, result, { outputs, receipt });
    return 0;
  },
};

/**
 * Where the journal of a run is, by which a later one finds it: beside the first output that was named, else in this
 * folder under the name of the method.
 * @throws InputError `argument/nothing-to-resume` for a method that gives no file
 */
function nameOfRun(method: Method, outputs: MethodArguments['outputs']): { folder: string; name: string } {
  const [first] = Object.entries(method.outputs);
  if (first === undefined) {
    throw new InputError('argument/nothing-to-resume', `${method.name} gives no file that could be gone on with.`, {
      hint: 'Leave --resume and --restart out.',
    });
  }
  const [port, named] = Object.entries(outputs)[0] ?? [];
  if (port === undefined || named === undefined) return { folder: '.', name: method.id };
  if (method.outputs[port]?.many === true) return { folder: named, name: method.id };
  return { folder: path.dirname(path.resolve(named)), name: path.basename(named) };
}
