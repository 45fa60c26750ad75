import { InputError } from '@offprint/errors';
import { type Command, dataOption, text } from '../command.ts';
import { withService } from '../data-folder.ts';

const defaultLimit = 10;
const largestLimit = 100;

function limitOf(given: string | undefined): number {
  if (given === undefined) return defaultLimit;
  const limit = Number(given);
  if (!/^\d+$/.test(given) || limit < 1 || limit > largestLimit) {
    throw new InputError('setting/invalid', `--limit must be a whole number from 1 to ${largestLimit}, not ${given}.`, {
      hint: `For example: --limit ${defaultLimit}`,
    });
  }
  return limit;
}

export const search: Command = {
  name: 'search',
  summary: 'Search titles, summaries and abstracts.',
  synopsis: 'WORDS… [--limit N] [--data FOLDER]',
  mostArguments: Number.POSITIVE_INFINITY,
  options: {
    limit: {
      type: 'string',
      value: 'N',
      help: `How many papers to show, ${defaultLimit} if not given, ${largestLimit} at most.`,
    },
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
    await withService(args, terminal, async ({ catalog, index }) => {
      const { hits, total, unknown, suggestion } = index.search(query, { limit, offset: 0 });
      const papers = new Map((await catalog.byIds(hits.map((hit) => hit.id))).map((paper) => [paper.id, paper]));
      const found = hits.flatMap(({ id, score, matched }, at) => {
        const paper = papers.get(id);
        // Removed since the index was read.
        if (paper === undefined) return [];
        const { slug, arxivId, title, family, year } = paper;
        return [{ rank: at + 1, score, id: slug ?? arxivId ?? id, arxivId, title, family, year, matched }];
      });
      terminal.result({ query, total, papers: found, unknown, suggestion });
      for (const { rank, title, id, arxivId, family } of found) {
        terminal.line(`${String(rank).padStart(3)}  ${title}`);
        const facts = [id, arxivId === id ? null : arxivId, family].filter((fact) => fact !== null);
        terminal.line(`     ${facts.join('  ')}`);
      }
      if (total === 0) {
        terminal.line(
          `No paper matches. Searched were the titles, summaries and abstracts of ${index.documents} papers.`,
        );
      } else if (total > hits.length) {
        const more = Math.min(total, largestLimit);
        terminal.line(`${hits.length} of ${total} papers.${limit < more ? ` --limit ${more} shows more.` : ''}`);
      }
      if (unknown.length > 0) terminal.remark(`In no paper: ${unknown.join(', ')}.`);
      if (suggestion !== null) terminal.remark(`Did you mean: ${suggestion}`);
    });
    return 0;
  },
};
