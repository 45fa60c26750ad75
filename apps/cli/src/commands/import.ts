import type { ImportReport } from '@offprint/catalog';
import { asOffprintError, ConflictError, type ErrorRecord, InputError } from '@offprint/errors';
import type { SearchIndex } from '@offprint/search';
import { type Command, dataOption } from '../command.ts';
import { withService } from '../data-folder.ts';
import { describeError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';

/** Problems shown to a person; the JSON has more of them. */
const shownProblems = 10;

type Imported = ({ readonly file: string } & ImportReport) | { readonly file: string; readonly error: ErrorRecord };

function print(terminal: Terminal, file: string, report: ImportReport): void {
  const { format, found, joined, added, changed, unchanged, withheld, problems, problemCount } = report;
  terminal.line(`${file} (${format}): ${found} found, ${joined} joined to papers that were there.`);
  const removed = withheld === 0 ? '' : `, ${withheld} left out because they were removed here`;
  terminal.line(`  ${added} added, ${changed} changed, ${unchanged} unchanged${removed}.`);
  for (const problem of problems.slice(0, shownProblems)) {
    terminal.remark(`  line ${problem.line}: ${problem.message}`);
  }
  if (problemCount > shownProblems) terminal.remark(`  and ${problemCount - shownProblems} more problems`);
}

/** Saves the index, unless another process is at it: that one follows the same changes. */
async function save(index: SearchIndex, terminal: Terminal): Promise<void> {
  terminal.progress(1, 'indexing');
  await index.follow();
  try {
    await index.save();
  } catch (thrown) {
    if (!(thrown instanceof ConflictError)) throw thrown;
    terminal.remark('Another Offprint is writing the index; it takes in the new papers by itself.');
  }
  terminal.endProgress();
}

export const importPapers: Command = {
  name: 'import',
  summary: 'Read papers from files into the catalogue.',
  synopsis: 'FILE… [--data FOLDER]',
  mostArguments: Number.POSITIVE_INFINITY,
  options: dataOption,
  notes: [
    'The format is recognised by what a file holds: JSON lines (arXiv’s too), BibTeX, or a saved listing page; gzip is',
    'taken off. Papers that are there already are joined, not doubled. A file that cannot be read does not stop the rest.',
  ],
  examples: ['offprint import listing.txt', 'offprint import papers.jsonl.gz more.bib'],
  async run(args, terminal) {
    if (args.positionals.length === 0) {
      throw new InputError('command/usage', 'No file was named.', { hint: 'For example: offprint import listing.txt' });
    }
    const { importFile } = await import('@offprint/catalog');
    return withService(args, terminal, async ({ catalog, index }) => {
      const files: Imported[] = [];
      let exitCode = 0;
      for (const file of args.positionals) {
        try {
          const report = await importFile(catalog, file, {
            signal: terminal.signal,
            onProgress: ({ share, found }) => terminal.progress(share, `${file}: ${found} papers`),
          });
          terminal.endProgress();
          files.push({ file, ...report });
          print(terminal, file, report);
        } catch (thrown) {
          const error = asOffprintError(thrown);
          if (error.kind === 'internal') throw error;
          terminal.endProgress();
          terminal.remark(describeError(error));
          files.push({ file, error: error.toJSON() });
          exitCode ||= error.exitCode;
          if (error.kind === 'cancelled') break;
        }
      }
      await save(index, terminal);
      terminal.result({ files, indexed: index.documents, change: index.change });
      return exitCode;
    });
  },
};
