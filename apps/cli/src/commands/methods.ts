import type { Family } from '@offprint/methods/family';
import type { Command } from '../command.ts';

interface Row {
  readonly id: string;
  readonly family: Family;
  readonly name: string;
  readonly takes: string;
  readonly gives: string;
  readonly runs: boolean;
  /** Title of the paper that is in the catalogue. */
  readonly paper: string | null;
  readonly arxivId: string | null;
  /** The publication of a method whose paper is not in the catalogue. */
  readonly source: { readonly title: string; readonly authors: string; readonly year: number } | null;
}

/** The methods of the catalogue's papers, then those that run and have no paper there. */
async function allRows(): Promise<Row[]> {
  const [{ cards }, { methods }] = await Promise.all([import('@offprint/catalog/cards'), import('@offprint/methods')]);
  const ofPapers = cards.map(
    ({ slug, family, title, arxivId, method: { name, takes, gives } }): Row => ({
      id: slug,
      family,
      name,
      takes,
      gives,
      runs: methods.has(slug),
      paper: title,
      arxivId,
      source: null,
    }),
  );
  const known = new Set(ofPapers.map(({ id }) => id));
  const others = [...methods.values()]
    .filter(({ id }) => !known.has(id))
    .map(
      ({ id, family, name, takes, gives, source = null }): Row => ({
        id,
        family,
        name,
        takes,
        gives,
        runs: true,
        paper: null,
        arxivId: null,
        source,
      }),
    );
  return [...ofPapers, ...others];
}

export const methodsCommand: Command = {
  name: 'methods',
  summary: 'List the methods by family; those that run are marked.',
  synopsis: '',
  options: {},
  examples: ['offprint methods', 'offprint methods --json'],
  async run(_args, terminal) {
    const { families, familyTitles } = await import('@offprint/methods/family');
    const rows = await allRows();
    terminal.result({ methods: rows });
    const width = Math.max(...rows.map((row) => row.id.length));
    for (const family of families) {
      const ofFamily = rows.filter((row) => row.family === family);
      if (ofFamily.length === 0) continue;
      terminal.line(`${familyTitles[family]} (${ofFamily.length})`);
      for (const row of ofFamily) {
        const source = row.source === null ? '' : ` (${row.source.authors}, ${row.source.year})`;
        terminal.line(
          `  ${row.runs ? 'runs   ' : 'not yet'}  ${row.id.padEnd(width)}  ${row.name}: ${row.takes} → ${row.gives}${source}`,
        );
      }
    }
    const running = rows.filter((row) => row.runs);
    terminal.line(
      `${running.length} of ${rows.length} methods ${running.length === 1 ? 'runs' : 'run'}. For example: offprint help run ${running[0]?.id ?? ''}`,
    );
    return 0;
  },
};
