import { CancelledError, InputError } from '@offprint/errors';
import type { Catalog } from '../catalog.ts';
import { addResults, batchSize } from '../put.ts';
import type { PaperRecord } from '../record.ts';
import { arxivJsonl } from './arxiv-jsonl.ts';
import { bibtex } from './bibtex.ts';
import type { ImportFormat } from './format.ts';
import { jsonl } from './jsonl.ts';
import { type Line, openText, type TextFile } from './lines.ts';
import { listingPage } from './listing-page.ts';

/** The formats that are read, each tried in turn on the beginning of a file. */
export const importFormats: readonly ImportFormat[] = [arxivJsonl, jsonl, bibtex, listingPage];

export interface ImportProgress {
  /** 0 to 1, by bytes of the file. */
  readonly share: number;
  /** Papers found so far. */
  readonly found: number;
}

export interface ImportOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** The year of days that a listing page prints without one. */
  readonly year?: number;
}

/** A line that could not be used. */
export interface ImportProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface ImportReport {
  readonly format: string;
  /** Papers found in the file: `added + changed + unchanged + withheld`. */
  readonly found: number;
  /** How many of them met a paper that was there already. */
  readonly joined: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  /** Papers that were removed here earlier, and stay removed. */
  readonly withheld: number;
  /** The first problems, at most `mostProblems`. */
  readonly problems: readonly ImportProblem[];
  readonly problemCount: number;
  /** Bytes read. */
  readonly bytes: number;
  readonly seconds: number;
}

/** A report lists so many problems; a file of another kind has one on every line. */
export const mostProblems = 100;

/**
 * Reads a file of papers into a catalogue. The format is recognised by content, not by name; gzip is taken off. Memory
 * is bounded by 500 records. Every 500 records are committed together, and stay, whatever happens after.
 *
 * @throws InputError `import/unknown-format`, `import/not-a-file`, `import/damaged`, `import/line-too-long`
 * @throws NotFoundError `file/not-found`; StorageError `file/unreadable`
 * @throws CancelledError that says how many papers are kept
 */
export async function importFile(catalog: Catalog, path: string, options: ImportOptions = {}): Promise<ImportReport> {
  const started = performance.now();
  const file = await openText(path);
  const format = formatOf(file, path);
  const problems: ImportProblem[] = [];
  let problemCount = 0;
  let batch: PaperRecord[] = [];
  let found = 0;
  let result = { added: 0, changed: 0, unchanged: 0, withheld: 0, joined: 0 };

  const commit = async () => {
    if (options.signal?.aborted) {
      throw new CancelledError(
        `Cancelled. The ${found} papers read before are kept; the rest of ${path} was not read.`,
        {
          hint: 'Import the file again to read the rest: papers that are there already are joined, not doubled.',
          where: { file: path, kept: found },
        },
      );
    }
    if (batch.length > 0) result = addResults(result, await catalog.put(batch, format.source));
    found += batch.length;
    batch = [];
    options.onProgress?.({ share: file.size === 0 ? 1 : Math.min(1, file.bytesRead() / file.size), found });
  };

  const note = (line: number, message: string) => {
    problemCount++;
    if (problems.length < mostProblems) problems.push({ line, message });
  };
  const lines = watchEncoding(file.lines(), note);
  for await (const item of format.read(lines, options.year === undefined ? {} : { year: options.year })) {
    if ('problem' in item) note(item.line, item.problem);
    else {
      batch.push(item.record);
      if (batch.length === batchSize) await commit();
    }
  }
  await commit();
  const seconds = (performance.now() - started) / 1000;
  return { format: format.name, found, ...result, problems, problemCount, bytes: file.bytesRead(), seconds };
}

/** Bytes that are no text are replaced when read; the reader should hear of it. */
async function* watchEncoding(
  lines: AsyncIterable<Line>,
  note: (line: number, message: string) => void,
): AsyncGenerator<Line> {
  for await (const line of lines) {
    if (line.text.includes('\uFFFD')) note(line.number, 'holds bytes that are not UTF-8, shown as \uFFFD');
    yield line;
  }
}

function formatOf(file: TextFile, path: string): ImportFormat {
  const format = importFormats.find((candidate) => candidate.recognises(file.head));
  if (format !== undefined) return format;
  const what = file.size === 0 ? 'is empty' : 'is in no format that is read here';
  throw new InputError('import/unknown-format', `The file ${path} ${what}. Nothing was imported.`, {
    hint: `Read are ${importFormats.map(({ title }) => title).join('; ')}; each also compressed with gzip.`,
    where: { file: path },
  });
}
