import path from 'node:path';
import { InputError } from '@offprint/errors';
import type { MergeReport } from '@offprint/methods';
import { checkpointAt } from '../checkpoint-at.ts';
import { type Command, text } from '../command.ts';
import { finish, followRun } from '../follow-run.ts';
import { numberLines } from '../print-result.ts';
import type { Terminal } from '../terminal.ts';

const listed = 10;

const short = (value: number): string => {
  const size = Math.abs(value);
  return value === 0 ? '0' : size >= 1e4 || size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
};

/** Rows of a table, the first column to the left and the others to the right. */
function printTable(terminal: Terminal, rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows) {
    terminal.line(
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '),
    );
  }
}

function printLayers(terminal: Terminal, { layers, models }: MergeReport): void {
  const several = models.length > 1;
  printTable(terminal, [
    ['Layer', 'Parameters', ...models.map((_, model) => `Change ${model + 1}`), ...(several ? ['Both ways'] : [])],
    ...layers.map(({ section, label, parameters, norms, touched, divided }) => [
      section === '' ? label : `${section} ${label}`,
      parameters.toLocaleString('en-GB'),
      ...norms.map(short),
      ...(several ? [touched === 0 ? '-' : `${((100 * divided) / touched).toFixed(1)} %`] : []),
    ]),
  ]);
}

function printTensors(terminal: Terminal, { tensors, models }: MergeReport, most: number): void {
  for (const [model, { name }] of models.entries()) {
    const largest = `largest change of model ${model + 1}`;
    const ordered = tensors.toSorted((a, b) => (b.details[largest] ?? 0) - (a.details[largest] ?? 0)).slice(0, most);
    terminal.line('');
    printTable(terminal, [
      [`Largest changes in ${name}`, 'Largest', 'Cosine', 'Parameters'],
      ...ordered.map(({ name: tensor, parameters, details }) => [
        tensor,
        short(details[largest] ?? 0),
        (details[`cosine of model ${model + 1}`] ?? 0).toFixed(6),
        parameters.toLocaleString('en-GB'),
      ]),
    ]);
  }
}

export const diff: Command = {
  name: 'diff',
  summary: 'Compare checkpoints layer by layer: norms, cosines, sign conflicts, largest changes.',
  synopsis: 'FIRST OTHER… [--picture FILE.svg]',
  mostArguments: 9,
  options: {
    picture: { type: 'string', value: 'FILE', help: 'Draw the comparison into an SVG file.' },
    most: { type: 'string', value: 'N', help: `How many tensors to list of each checkpoint. Otherwise ${listed}.` },
    threads: {
      type: 'string',
      value: 'N',
      help: 'Worker threads. Otherwise as many as the machine has, at most eight.',
    },
  },
  notes: [
    'Changes are measured from the first checkpoint. Of two or more others, the directions of their changes are compared.',
    'A checkpoint is a safetensors file, an index of shards, a folder that holds them, or an http address.',
  ],
  examples: ['offprint diff base.safetensors tuned.safetensors', 'offprint diff base a b --picture difference.svg'],
  async run(args, terminal) {
    const [first, ...others] = args.positionals;
    if (first === undefined || others.length === 0) {
      throw new InputError('command/usage', 'Two checkpoints are needed to compare.', {
        hint: 'For example: offprint diff base.safetensors tuned.safetensors',
      });
    }
    const most = wholeNumber(text(args, 'most'), 'most', listed);
    const threads = text(args, 'threads');
    const [{ findMethod }, { drawFigureToFile, startRun }] = await Promise.all([
      import('@offprint/methods'),
      import('@offprint/methods/node'),
    ]);
    const method = findMethod('compare-checkpoints');
    const files = { base: [await checkpointAt(first)], models: await Promise.all(others.map(checkpointAt)) };
    const started = startRun(
      method,
      { files, settings: {} },
      {
        onProgress: followRun(terminal),
        ...(threads === undefined ? {} : { threads: wholeNumber(threads, 'threads', 1) }),
      },
    );
    const { report, notices, receipt } = await finish(started, terminal);
    // The report is that of the method named above.
    const data = report.data as MergeReport;
    const picture = text(args, 'picture');
    if (picture !== undefined) {
      const { fileSink } = await import('@offprint/files/node');
      const { figure } = await method.figure();
      const sink = await fileSink(path.resolve(picture));
      await sink.write(new TextEncoder().encode(drawFigureToFile(figure(data))), 0);
      await sink.commit();
    }
    terminal.result({
      numbers: report.numbers,
      layers: data.layers,
      tensors: data.tensors,
      notices,
      seconds: receipt.seconds,
    });
    for (const notice of notices) terminal.remark(`Note: ${notice.message}`);
    for (const line of numberLines(report.numbers)) terminal.line(line);
    terminal.line('');
    printLayers(terminal, data);
    printTensors(terminal, data, most);
    if (picture !== undefined) terminal.line(`Picture: ${path.resolve(picture)}`);
    return 0;
  },
};

function wholeNumber(given: string | undefined, name: string, otherwise: number): number {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InputError('command/usage', `--${name} is ${given}, but must be a whole number from 1 up.`, {
    hint: `For example --${name} ${otherwise}.`,
  });
}
