import path from 'node:path';
import { errorKinds, InputError } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';
import type { CheckReport, PlanSettings } from '@offprint/methods/recipe';
import { type Arguments, type Command, text } from '../command.ts';
import { finishResumable, followResumable } from '../resumable.ts';
import type { Terminal } from '../terminal.ts';
import { readTextFile } from '../text-file.ts';

interface Options {
  readonly file: string;
  readonly out: string | undefined;
  readonly settings: Readonly<Record<'profile' | 'embedding' | 'shardSize' | 'seed', string>>;
  readonly threads: number;
  readonly json: boolean;
}

export const merge: Command = {
  name: 'merge',
  summary: 'Merge models as a configuration in YAML says.',
  synopsis: 'RECIPE.yml --out FOLDER',
  mostArguments: 1,
  options: {
    out: { type: 'string', value: 'FOLDER', help: 'The folder of the merged model.' },
    check: { type: 'boolean', help: 'Say whether it will work and what it costs, from headers alone; merge nothing.' },
    numbers: { type: 'boolean', help: 'With --check: also look for numbers that are not finite. Reads all files.' },
    profile: { type: 'string', value: 'PROFILE', help: 'mergekit (default) or paper, where the two differ.' },
    embedding: {
      type: 'string',
      value: 'ROWS',
      help: 'error (default), crop or pad: what to do where vocabularies differ in rows.',
    },
    'shard-size': {
      type: 'string',
      value: 'SIZE',
      help: 'Largest file of the output, for example 500MB. Default 5GB.',
    },
    seed: { type: 'string', value: 'NUMBER', help: 'For methods that drop changes at random. Default 0.' },
    threads: { type: 'string', value: 'COUNT', help: 'Threads. Default: as many as the machine has, at most eight.' },
    restart: { type: 'boolean', help: 'Begin anew, whatever an unfinished run has left.' },
  },
  notes: [
    'Paths in the recipe are taken from its own folder. Names of the hub are looked for in the local cache.',
    'A run that was stopped goes on where it was when the same command is given again.',
    'Nothing is visible under its final name until the end. The receipt is written beside the folder.',
  ],
  examples: ['offprint merge recipe.yml --check', 'offprint merge recipe.yml --out merged'],
  async run(args, terminal) {
    const options = await readArguments(args);
    const recipeText = await readTextFile(options.file);
    const report = await check(options, recipeText, terminal, args.values['numbers'] === true);
    const { showProblems } = await import('../merge/show-problems.ts');
    if (!report.ok) {
      terminal.result(report);
      if (!options.json) showProblems(terminal, report.problems, { file: options.file, text: recipeText });
      return errorKinds.input.exit;
    }
    if (args.values['check'] === true) return showCheck(terminal, report);
    return mergeNow(options, recipeText, report, terminal, args.values['restart'] === true);
  },
};

async function readArguments(args: Arguments): Promise<Options> {
  const [file] = args.positionals;
  if (file === undefined) throw usage('No recipe was named.', 'For example: offprint merge recipe.yml --out merged');
  const out = text(args, 'out');
  if (out === undefined && args.values['check'] !== true) {
    throw usage('No folder was named for the merged model.', 'Add --out FOLDER, or --check to merge nothing.');
  }
  const { defaultThreads } = await import('@offprint/methods');
  const threads = Number(text(args, 'threads') ?? defaultThreads());
  if (!Number.isInteger(threads) || threads < 1)
    throw usage('--threads must be a whole number from 1 on.', 'Leave it out to use all.');
  return {
    file,
    out: out === undefined ? undefined : path.resolve(out),
    settings: {
      profile: text(args, 'profile') ?? 'mergekit',
      embedding: text(args, 'embedding') ?? 'error',
      shardSize: text(args, 'shard-size') ?? '5GB',
      seed: text(args, 'seed') ?? '0',
    },
    threads,
    json: args.values['json'] === true,
  };
}

function usage(message: string, hint: string): InputError {
  return new InputError('command/usage', message, { hint });
}

/** The settings as the plan wants them. @throws InputError `setting/invalid`, `recipe/shard-size` */
async function settingsOf({ settings }: Options): Promise<PlanSettings> {
  const [{ findMethod, parseSettings }, { readShardSize }] = await Promise.all([
    import('@offprint/methods'),
    import('@offprint/methods/recipe'),
  ]);
  const parsed = parseSettings(findMethod('merge-recipe'), settings);
  return {
    profile: parsed['profile'] as PlanSettings['profile'],
    embedding: parsed['embedding'] as PlanSettings['embedding'],
    seed: Number(parsed['seed']),
    shardBytes: readShardSize(settings.shardSize),
  };
}

async function check(
  options: Options,
  recipeText: string,
  terminal: Terminal,
  lookAtNumbers: boolean,
): Promise<CheckReport> {
  const [{ checkRecipe }, { openCheckpoint }, { findModel }, { freeBytesAt }] = await Promise.all([
    import('@offprint/methods/recipe'),
    import('@offprint/files'),
    import('../merge/find-model.ts'),
    import('../merge/output-folder.ts'),
  ]);
  const freeBytes = options.out === undefined ? undefined : await freeBytesAt(options.out);
  return checkRecipe({
    text: recipeText,
    settings: await settingsOf(options),
    threads: options.threads,
    open: async (name) => openCheckpoint(await findModel(name, folderOf(options))),
    ...(freeBytes === undefined ? {} : { freeBytes }),
    lookAtNumbers,
    signal: terminal.signal,
  });
}

function folderOf({ file }: Options): string {
  return path.dirname(path.resolve(file));
}

async function showCheck(terminal: Terminal, report: CheckReport): Promise<number> {
  const { printForecast } = await import('../merge/print-check.ts');
  terminal.result(report);
  for (const { message } of report.notices) terminal.remark(`Note: ${message}`);
  terminal.line('The recipe will run.');
  if (report.forecast !== null) printForecast(terminal, report.forecast);
  return 0;
}

async function mergeNow(
  options: Options,
  recipeText: string,
  report: CheckReport,
  terminal: Terminal,
  restart: boolean,
): Promise<number> {
  const [{ findMethod }, { resumableRun, startRun }, { indexName, modelNamesOf, parseRecipe }, { findModel }] =
    await Promise.all([
      import('@offprint/methods'),
      import('@offprint/methods/node'),
      import('@offprint/methods/recipe'),
      import('../merge/find-model.ts'),
    ]);
  const [{ prepareFolder }, { announce }, { refuseInput }, { printResult }, { receiptPathOf, writeReceipt }] =
    await Promise.all([
      import('../merge/output-folder.ts'),
      import('../merge/print-check.ts'),
      import('../refuse-input.ts'),
      import('../print-result.ts'),
      import('../receipt-files.ts'),
    ]);
  const method = findMethod('merge-recipe');
  const out = options.out ?? '.';
  const names = modelNamesOf(parseRecipe(recipeText));
  const models = await Promise.all(names.map((name) => findModel(name, folderOf(options))));
  const inputs: readonly SourceReference[] = models.flat();
  await prepareFolder(out, [...(report.forecast?.files ?? []), indexName]);
  const places = new Map<string, string>();
  const many = (port: string): boolean => method.outputs[port]?.many === true;
  const run = await resumableRun({
    folder: out,
    name: 'merge',
    restart,
    pathOf(port, suggestedName) {
      const place = path.join(out, suggestedName);
      places.set(many(port) ? `${port}/${suggestedName}` : port, place);
      return place;
    },
  });
  if (report.forecast !== null) announce(terminal, report.forecast);
  const started = startRun(
    method,
    { files: { models }, settings: { recipe: recipeText, ...options.settings } },
    {
      threads: options.threads,
      journal: run.journal,
      async output(port, suggestedName) {
        await refuseInput(path.join(out, suggestedName), inputs);
        return run.output(port, suggestedName);
      },
      onProgress: followResumable(terminal, run),
    },
  );
  const result = await finishResumable(started, run, terminal);
  const receipt = receiptPathOf(`${out}.`);
  await writeReceipt(receipt, result.receipt);
  printResult(terminal, method, result, { outputs: places, receipt });
  return 0;
}
