import type { Method, Report, RunResult } from '@offprint/methods';
import { formatBytes } from '@offprint/site/format';
import type { Terminal } from './terminal.ts';

export function numberLines(numbers: Report['numbers']): string[] {
  const width = Math.max(0, ...numbers.map(({ label }) => label.length));
  return numbers.map(({ label, value, unit, digits }) => {
    const shown = value.toLocaleString(
      'en-GB',
      digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits },
    );
    return `  ${label.padEnd(width)}  ${shown}${unit === undefined ? '' : ` ${unit}`}`;
  });
}

/** Prints what a run gave: the files first, then the figures, then the receipt. */
export function printResult(
  terminal: Terminal,
  method: Method,
  result: RunResult,
  places: { readonly outputs: ReadonlyMap<string, string>; readonly receipt: string },
): void {
  const { outputs, report, notices, receipt } = result;
  terminal.result({
    method: method.id,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([port, { name, size, sha256 }]) => [
        port,
        { path: places.outputs.get(port), name, size, sha256 },
      ]),
    ),
    numbers: report.numbers,
    notices,
    seconds: receipt.seconds,
    receipt: places.receipt,
  });
  for (const notice of notices) terminal.remark(`Note: ${notice.message}`);
  terminal.line(`${method.name}: done in ${receipt.seconds.toFixed(1)} s.`);
  for (const [port, file] of Object.entries(outputs)) {
    terminal.line(`${places.outputs.get(port) ?? file.name}, ${formatBytes(file.size)}`);
    terminal.line(`  sha256 ${file.sha256}`);
  }
  for (const line of numberLines(report.numbers)) terminal.line(line);
  terminal.line(`Receipt: ${places.receipt}`);
}
