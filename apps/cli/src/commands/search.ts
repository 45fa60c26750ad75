import { InputError } from '@offprint/errors';
import { type Command, dataOption, text } from '../command.ts';
import { withService } from '../data-folder.ts';

const defaultLimit = 10;
const largestLimit = 100;

function limitOf(given: string | undefined): number {
  if (given === undefined) return defaultLimit;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > largestLimit) {
    throw new InputError('setting/invalid', `--limit must be a whole number from 1 to ${largestLimit}, not ${given}.`, {
      hint: `For example: --limit ${defaultLimit}`,
    });
  }
  return limit;
}

export const search: Command = {
  name: 'search',
  summary: 'Search titles, summaries and abstracts.',
  synopsis: 'WORDS… [--limit N]',
  options: {
    limit: { type: 'string', value: 'N', help: `How many papers to show, ${defaultLimit} if not given.` },
    ...dataOption,
  },
  examples: ['offprint search sign conflicts merging', 'offprint search coreset --limit 3 --json'],
  async run(args, terminal) {
    const query = args.positionals.join(' ').trim();
    if (query === '') {
      throw new InputError('command/usage', 'There is nothing to search for.', {
        hint: 'For example: offprint search merging models',
      });
    }
    const limit = limitOf(text(args, 'limit'));
    await withService(args, async ({ catalog, index }) => {
      const found = index.search(query, { limit, offset: 0 });
      const papers = await catalog.byIds(found.hits.map((hit) => hit.id));
      const rows = papers.map((paper, rank) => ({
        rank: rank + 1,
        score: found.hits[rank]?.score ?? 0,
        id: paper.slug ?? paper.arxivId ?? paper.id,
        arxivId: paper.arxivId,
        title: paper.title,
        family: paper.family,
        matched: found.hits[rank]?.matched ?? [],
      }));
      terminal.result({ query, total: found.total, papers: rows, unknown: found.unknown });
      if (found.total === 0) {
        terminal.line(`No paper matches. Searched the titles, summaries and abstracts of ${index.documents} papers.`);
      }
      for (const row of rows) {
        terminal.line(`${String(row.rank).padStart(3)}  ${row.title}`);
        terminal.line(
          `     ${[row.id, row.arxivId, row.family].filter((part) => part !== null && part !== undefined).join('  ')}`,
        );
      }
      if (found.unknown.length > 0) terminal.remark(`In no paper: ${found.unknown.join(', ')}`);
      if (found.total > rows.length)
        terminal.line(`${found.total - rows.length} more; --limit ${Math.min(found.total, largestLimit)} shows them.`);
    });
    return 0;
  },
};
