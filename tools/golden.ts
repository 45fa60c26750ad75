/**
 * `npm run golden -- FOLDER [SLUG…]`: runs the reference vectors in `FOLDER/<slug>/*.json` through the adapters of the
 * methods, prints a row a slug, and ends with the line `N passed, N failed, N skipped`. `--json` prints one document.
 */
import { statSync } from 'node:fs';
import path from 'node:path';
import { closingLine, findAdapters, rowLines, runGolden } from '../packages/methods/src/golden/index.ts';
import { root } from './bootstrap.mjs';
import { methodFolders } from './registry.ts';

const words = process.argv.slice(2);
const json = words.includes('--json');
const [folder, ...slugs] = words.filter((word) => word !== '--json');

if (folder === undefined || statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
  process.stderr.write(`${folder === undefined ? 'No folder was named.' : `There is no folder ${folder}.`}\n`);
  process.stderr.write('For example: npm run golden -- path/to/golden ties-merging\n');
  process.exitCode = 2;
} else {
  const sources = path.join(root, 'packages/methods/src');
  const report = await runGolden({
    folder,
    slugs,
    adapters: await findAdapters(sources),
    methods: new Set(methodFolders(sources).map((name) => path.posix.basename(name))),
    ...(json ? {} : { onRow: (row) => process.stdout.write(`${rowLines(row).join('\n')}\n`) }),
  });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `\n${closingLine(report)}\n`);
  process.exitCode = report.failed === 0 ? 0 : 1;
}
