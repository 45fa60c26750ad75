import type { CheckReport } from '@offprint/methods/recipe';
import { formatBytes } from '@offprint/site/format';
import type { Terminal } from '../terminal.ts';

/** Seconds as a person would say them. */
function shownSeconds(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

/** What a merge will do and cost. */
export function printForecast(terminal: Terminal, forecast: NonNullable<CheckReport['forecast']>): void {
  const { method, models, tensors, parameters, bytes, files, seconds, memory, disk } = forecast;
  const rows: readonly (readonly [string, string])[] = [
    ['Method', method],
    ['Models', models.join(', ')],
    ['Tensors', `${tensors.merged} to merge, ${tensors.copied} to copy`],
    ['Parameters', parameters.toLocaleString('en-GB')],
    ['Reads', `${formatBytes(bytes.read)}, and ${formatBytes(bytes.inputs)} once to hash them`],
    ['Writes', `${formatBytes(bytes.written)} in ${files.length === 1 ? '1 file' : `${files.length} files`}`],
    ['Disk', `${formatBytes(disk.needed)} needed${disk.free === null ? '' : `, ${formatBytes(disk.free)} free`}`],
    ['Memory', `at most ${formatBytes(memory)}`],
    ['Time', `about ${shownSeconds(seconds)}`],
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  for (const [label, value] of rows) terminal.line(`  ${label.padEnd(width)}  ${value}`);
}

/** The same in one line, before a merge begins. */
export function announce(terminal: Terminal, forecast: NonNullable<CheckReport['forecast']>): void {
  const { bytes, memory, seconds } = forecast;
  terminal.remark(
    `Reads ${formatBytes(bytes.read)}, writes ${formatBytes(bytes.written)}, at most ${formatBytes(memory)} of memory, about ${shownSeconds(seconds)}.`,
  );
}
