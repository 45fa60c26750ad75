import type { GoldenReport, GoldenRow } from './run-golden.ts';

/** Problems of one folder to show; the rest is counted. */
const PROBLEMS_SHOWN = 5;

function outcomeOf(row: GoldenRow): string {
  if (row.failed > 0) return 'failed';
  return row.skipped > 0 ? 'skipped' : 'passed';
}

/** A folder as one line, and a line for each problem below it. */
export function rowLines(row: GoldenRow): string[] {
  const worst =
    row.worstError === null ? '' : `worst error ${row.worstError === 0 ? '0' : row.worstError.toExponential(1)}`;
  const line = [
    outcomeOf(row).padEnd(7),
    row.slug.padEnd(28),
    `${row.cases} ${row.cases === 1 ? 'case' : 'cases'}`.padEnd(9),
    worst.padEnd(20),
    row.tolerance === '' ? '' : `tolerance ${row.tolerance}`,
  ].join('  ');
  const shown = row.problems.slice(0, PROBLEMS_SHOWN).map(({ file, reason }) => `         ${file}: ${reason}`);
  const rest = row.problems.length - shown.length;
  return [line.trimEnd(), ...shown, ...(rest > 0 ? [`         and ${rest} more`] : [])];
}

/** The last line of every run. */
export function closingLine({ passed, failed, skipped }: Pick<GoldenReport, 'passed' | 'failed' | 'skipped'>): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
