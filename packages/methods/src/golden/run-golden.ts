import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { GoldenAdapter, GoldenResult } from './adapter.ts';

/** What came of one folder of cases. */
export interface GoldenRow {
  readonly slug: string;
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Null where nothing was computed. */
  readonly worstError: number | null;
  readonly tolerance: string;
  readonly problems: readonly GoldenProblem[];
}

export interface GoldenProblem {
  /** `slug/case.json` */
  readonly file: string;
  readonly reason: string;
}

export interface GoldenReport {
  readonly rows: readonly GoldenRow[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface GoldenQuestion {
  /** Holds a folder of `*.json` cases for each slug. */
  readonly folder: string;
  /** Only these; all where none is named. */
  readonly slugs: readonly string[];
  readonly adapters: readonly GoldenAdapter[];
  /** Ids of the methods that exist: their cases must have an adapter. */
  readonly methods: ReadonlySet<string>;
  readonly onRow?: (row: GoldenRow) => void;
}

/**
 * Runs every case of a folder through the adapters. A case whose method does not exist yet is skipped; a case of a
 * method without an adapter fails, and so does a file that is no JSON.
 */
export async function runGolden(question: GoldenQuestion): Promise<GoldenReport> {
  const slugs = question.slugs.length > 0 ? question.slugs : await foldersIn(question.folder);
  const rows: GoldenRow[] = [];
  for (const slug of slugs) {
    const row = await runSlug(question, slug);
    rows.push(row);
    question.onRow?.(row);
  }
  const sum = (key: 'passed' | 'failed' | 'skipped'): number => rows.reduce((total, row) => total + row[key], 0);
  return { rows, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** `case-2.json` before `case-10.json`. */
const byNumber = new Intl.Collator('en', { numeric: true }).compare;

async function casesIn(folder: string): Promise<string[] | undefined> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return undefined;
  return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort(byNumber);
}

async function runSlug({ folder, adapters, methods }: GoldenQuestion, slug: string): Promise<GoldenRow> {
  const files = await casesIn(path.join(folder, slug));
  if (files === undefined) return failedRow(slug, 1, [{ file: slug, reason: 'there is no such folder' }]);
  const adapter = adapters.find(({ folders }) => folders.includes(slug));
  if (adapter === undefined) {
    if (!methods.has(slug)) return { ...failedRow(slug, 0, []), cases: files.length, skipped: files.length };
    const reason = 'the method exists but has no *.golden.ts that serves this folder';
    return failedRow(slug, files.length, [{ file: slug, reason }]);
  }
  const problems: GoldenProblem[] = [];
  const tolerances = new Set<string>();
  let worstError: number | null = null;
  for (const name of files) {
    const outcome = await runCase(adapter, path.join(folder, slug, name), slug);
    if (typeof outcome === 'string') problems.push({ file: `${slug}/${name}`, reason: outcome });
    else {
      tolerances.add(outcome.tolerance);
      worstError = Math.max(worstError ?? 0, outcome.worstError);
      if (!outcome.passed)
        problems.push({ file: `${slug}/${name}`, reason: outcome.reason ?? 'outside the tolerance' });
    }
  }
  return {
    slug,
    cases: files.length,
    passed: files.length - problems.length,
    failed: problems.length,
    skipped: 0,
    worstError,
    tolerance: [...tolerances].join('; '),
    problems,
  };
}

/** The adapter's result, or why there is none. */
async function runCase(adapter: GoldenAdapter, file: string, slug: string): Promise<GoldenResult | string> {
  let testCase: unknown;
  try {
    testCase = JSON.parse(await readFile(file, 'utf8'));
  } catch (thrown) {
    return `cannot be read: ${messageOf(thrown)}`;
  }
  try {
    const result = await adapter.check(testCase, slug);
    // A comparison with NaN is false either way; only an error that is a number was really compared.
    return Number.isNaN(result.worstError) ? 'the error is not a number' : result;
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function failedRow(slug: string, failed: number, problems: readonly GoldenProblem[]): GoldenRow {
  return { slug, cases: failed, passed: 0, failed, skipped: 0, worstError: null, tolerance: '', problems };
}
