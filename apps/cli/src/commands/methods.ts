import type { Command } from '../command.ts';

export const methodsCommand: Command = {
  name: 'methods',
  summary: 'List the methods by family; those that run are marked.',
  synopsis: '',
  options: {},
  examples: ['offprint methods', 'offprint methods --json'],
  async run(_args, terminal) {
    const [{ cards }, { families, familyTitles }, { methods }] = await Promise.all([
      import('@offprint/catalog/cards'),
      import('@offprint/methods/family'),
      import('@offprint/methods'),
    ]);
    const rows = cards.map(({ slug, family, title, arxivId, method: { name, takes, gives } }) => ({
      id: slug,
      family,
      name,
      takes,
      gives,
      runs: methods.has(slug),
      paper: title,
      arxivId,
    }));
    terminal.result({ methods: rows });
    const width = Math.max(...rows.map((row) => row.id.length));
    for (const family of families) {
      const ofFamily = rows.filter((row) => row.family === family);
      if (ofFamily.length === 0) continue;
      terminal.line(`${familyTitles[family]} (${ofFamily.length})`);
      for (const row of ofFamily) {
        terminal.line(
          `  ${row.runs ? 'runs   ' : 'not yet'}  ${row.id.padEnd(width)}  ${row.name}: ${row.takes} → ${row.gives}`,
        );
      }
    }
    const running = rows.filter((row) => row.runs).length;
    terminal.line(
      `${running} of ${rows.length} methods ${running === 1 ? 'runs' : 'run'}. For example: offprint help run ${[...methods.keys()][0] ?? ''}`,
    );
    return 0;
  },
};
