import { type ImportReport, importFile } from '@offprint/catalog';
import { InputError } from '@offprint/errors';
import { type Command, dataOption } from '../command.ts';
import { withService } from '../data-folder.ts';

/** Problems shown to a person; all of them stand in the JSON. */
const shownProblems = 10;

export const importPapers: Command = {
  name: 'import',
  summary: 'Read papers from files into the catalogue.',
  synopsis: 'FILE…',
  options: dataOption,
  examples: ['offprint import listing.txt', 'offprint import papers.jsonl.gz'],
  async run(args, terminal) {
    if (args.positionals.length === 0) {
      throw new InputError('command/usage', 'No file was named.', { hint: 'For example: offprint import listing.txt' });
    }
    await withService(args, async ({ catalog, index }) => {
      const reports: (ImportReport & { file: string })[] = [];
      for (const file of args.positionals) {
        const report = await importFile(catalog, file, {
          signal: terminal.signal,
          onProgress: ({ share, found }) => terminal.progress(share, `${file}: ${found} papers`),
        });
        terminal.endProgress();
        reports.push({ ...report, file });
        terminal.line(
          `${file}: ${report.format}, ${report.found} papers: ${report.added} added, ${report.changed} changed, ` +
            `${report.unchanged} unchanged; ${report.joined} joined to papers that were there.`,
        );
        for (const problem of report.problems.slice(0, shownProblems))
          terminal.remark(`  line ${problem.line}: ${problem.message}`);
        if (report.problems.length > shownProblems)
          terminal.remark(`  and ${report.problems.length - shownProblems} more`);
      }
      terminal.progress(1, 'indexing');
      await index.follow();
      await index.save();
      terminal.endProgress();
      terminal.result({ files: reports, indexed: index.documents, change: index.change });
    });
    return 0;
  },
};
