import { portOfOutput, type Receipt } from '@offprint/methods';
import { shortHash } from './format.ts';

/** One line a row, every cell but the last as wide as the widest of its column. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widthOf(column)))).join('  '),
  );
}

/** Characters of a line of settings: what fits beside its word on the sheet. */
const SETTINGS_WIDTH = 58;

/** Settings in lines that break between settings only. */
function settingLines(settings: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [place, setting] of settings.entries()) {
    const word = place === settings.length - 1 ? setting : `${setting},`;
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > SETTINGS_WIDTH) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  if (typeof value !== 'string') return JSON.stringify(value);
  const lines = value.trim().split('\n');
  return lines.length === 1 ? value.trim() : `of ${lines.length} lines`;
}

/** The name of the receipt's file: that of the first output, with `.receipt.json` for its ending. */
export function receiptFileName(receipt: Receipt): string {
  const first = Object.values(receipt.outputs)[0];
  const stem = first === undefined ? receipt.method.id : first.name.replace(/\.[^.]+$/, '');
  return `${stem}.receipt.json`;
}

/**
 * The receipt as a person reads it: method, inputs and outputs with their hashes, settings, seed, and the command
 * that replays it.
 * @param hashes `short` for the page, `whole` for the clipboard
 */
export function receiptText(receipt: Receipt, hashes: 'short' | 'whole'): string {
  const ports = [
    ...Object.entries(receipt.inputs),
    ...Object.entries(receipt.outputs).map(([key, file]) => [portOfOutput(key), [file]] as const),
  ];
  const rows = ports.flatMap(([port, list]) => list.map((file) => ({ port, file })));
  // A port is named once, beside the first of its files.
  const files = rows.map(({ port, file }, index) => ({ word: rows[index - 1]?.port === port ? '' : port, file }));
  const fileLines = align(
    files.map(({ file }) => [file.name, `sha256 ${hashes === 'short' ? shortHash(file.sha256) : file.sha256}`]),
  );
  const settings = Object.entries(receipt.settings).map(([name, value]) => `${name} ${settingText(value)}`);
  return align([
    ['method', `${receipt.method.id} ${receipt.method.version}`],
    ...files.map(({ word }, index) => [word, fileLines[index] ?? '']),
    ...settingLines(settings).map((line, index) => [index === 0 ? 'settings' : '', line]),
    ...(receipt.seed === null ? [] : [['seed', String(receipt.seed)]]),
    ['replay', `offprint replay ${receiptFileName(receipt)}`],
  ]).join('\n');
}
