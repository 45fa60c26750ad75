import type { Report } from '@offprint/methods';

type Cell = string | number | boolean | null;
type Row = Readonly<Record<string, Cell>>;

const isCell = (value: unknown): value is Cell =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** A list of flat records, all with the same fields. */
function isTable(value: unknown): value is readonly Row[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  const fields = new Set<string>();
  for (const row of value) {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return false;
    if (!Object.values(row).every(isCell)) return false;
    fields.add(Object.keys(row).sort().join('\0'));
  }
  return fields.size === 1;
}

/** The longest table anywhere in the report's data, the first of equals; undefined if it holds none. */
function longestTable(data: unknown): readonly Row[] | undefined {
  if (isTable(data)) return data;
  if (typeof data !== 'object' || data === null) return undefined;
  let longest: readonly Row[] | undefined;
  for (const value of Object.values(data)) {
    const table = longestTable(value);
    if (table !== undefined && table.length > (longest?.length ?? 0)) longest = table;
  }
  return longest;
}

/**
 * One cell. Text that a spreadsheet would take for a formula gets an apostrophe before it: names of tensors and columns
 * come out of files that others wrote.
 */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) && Number.isNaN(Number(cell)) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table as CSV (RFC 4180: CRLF, quotes doubled), with a header line. */
export function tableToCsv(rows: readonly Row[]): string {
  const fields = Object.keys(rows[0] ?? {});
  const lines = [fields, ...rows.map((row) => fields.map((field) => row[field] ?? null))];
  return lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}

/**
 * The report as one CSV file: the longest table of flat records in its data (for instance a row a layer);
 * where there is none, its numbers. The receipt holds the numbers in any case.
 */
export function reportToCsv(report: Report<unknown>): string {
  const table = longestTable(report.data);
  if (table !== undefined) return tableToCsv(table);
  return tableToCsv(report.numbers.map(({ label, value, unit }) => ({ label, value, unit: unit ?? '' })));
}
