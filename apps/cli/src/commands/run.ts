import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';
import { checkpointReferences, fileSink } from '@offprint/files/node';
import { findMethod, helpText, type Method, type MethodArguments, parseArguments } from '@offprint/methods';
import { startRun } from '@offprint/methods/node';
import type { Command } from '../command.ts';
import { followRun } from '../follow-run.ts';
import { printResult } from '../print-result.ts';
import { receiptPathOf, writeReceipt } from '../receipt-files.ts';

const isAddress = (given: string): boolean => /^https?:\/\//i.test(given);

async function referencesOf(given: string): Promise<readonly SourceReference[]> {
  return isAddress(given) ? [{ kind: 'url', url: given }] : checkpointReferences(path.resolve(given));
}

async function openFiles(files: MethodArguments['files']): Promise<Record<string, (readonly SourceReference[])[]>> {
  const opened: Record<string, (readonly SourceReference[])[]> = {};
  for (const [port, paths] of Object.entries(files)) opened[port] = await Promise.all(paths.map(referencesOf));
  return opened;
}

/** An output under the name of an input would take its place at the end, and the receipt could not be replayed. */
function refuseInputAsOutput(args: MethodArguments): void {
  const inputs = Object.values(args.files)
    .flat()
    .filter((file) => !isAddress(file))
    .map((file) => path.resolve(file));
  const clash = Object.values(args.outputs).find((file) => inputs.includes(path.resolve(file)));
  if (clash === undefined) return;
  throw new InputError('output/is-input', `${clash} is one of the inputs. Nothing was run.`, {
    hint: 'Give the output another name.',
    where: { output: clash },
  });
}

function usage(): InputError {
  return new InputError('command/usage', 'No method was named.', {
    hint: 'For example: offprint run ties-merging --help',
  });
}

export const run: Command = {
  name: 'run',
  summary: 'Run a method on your own files.',
  synopsis: 'METHOD [FLAG…]; offprint help run METHOD shows the flags',
  options: {},
  examples: [
    'offprint run ties-merging --base b.safetensors --model m1.safetensors --model m2.safetensors --out merged.safetensors',
  ],
  readsOwnArguments: true,
  async run(_args, terminal, argv) {
    const [id, ...rest] = argv.filter((argument) => argument !== '--json' || argv[0] === '--json');
    if (id === undefined || id.startsWith('-')) throw usage();
    const method: Method = findMethod(id);
    const args = parseArguments(method, rest);
    if (args.help) {
      terminal.line(helpText(method));
      terminal.result({ help: helpText(method) });
      return 0;
    }
    refuseInputAsOutput(args);
    const outputs = new Map<string, string>();
    const started = startRun(
      method,
      { files: await openFiles(args.files), settings: args.settings },
      {
        onProgress: followRun(terminal),
        ...(args.threads === undefined ? {} : { threads: args.threads }),
        output: async (port, suggestedName) => {
          const file = path.resolve(args.outputs[port] ?? suggestedName);
          outputs.set(port, file);
          return fileSink(file);
        },
      },
    );
    terminal.signal.addEventListener('abort', () => started.cancel(), { once: true });
    const result = await started.result;
    terminal.endProgress();
    const receipt = receiptPathOf([...outputs.values()][0] ?? id);
    await writeReceipt(receipt, result.receipt);
    printResult(terminal, method, result, { outputs, receipt });
    return 0;
  },
};
