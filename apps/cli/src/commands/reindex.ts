import { type Command, dataOption } from '../command.ts';
import { withService } from '../data-folder.ts';

export const reindex: Command = {
  name: 'reindex',
  summary: 'Build the search index anew from the database.',
  synopsis: '',
  options: dataOption,
  examples: ['offprint reindex'],
  async run(args, terminal) {
    await withService(args, terminal, async ({ index }) => {
      const started = performance.now();
      await index.rebuild({
        signal: terminal.signal,
        onProgress: ({ documents, change, of }) => terminal.progress(of === 0 ? 1 : change / of, `${documents} papers`),
      });
      terminal.endProgress();
      const seconds = (performance.now() - started) / 1000;
      terminal.line(`Indexed ${index.documents} papers in ${seconds.toFixed(1)} s, up to change ${index.change}.`);
      terminal.result({ documents: index.documents, change: index.change, seconds });
    });
    return 0;
  },
};
