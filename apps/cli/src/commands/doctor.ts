import { createCatalog } from '@offprint/catalog';
import { asOffprintError, errorKinds } from '@offprint/errors';
import { methods } from '@offprint/methods';
import { openIndex } from '@offprint/search';
import { catalogFeed, indexFolder } from '@offprint/site';
import { openStore } from '@offprint/store';
import { type Command, dataOption } from '../command.ts';
import { storeOptions } from '../data-folder.ts';
import { version } from '../version.ts';

interface Finding {
  readonly area: string;
  readonly ok: boolean;
  readonly message: string;
  readonly hint: string | null;
}

function finding(area: string, ok: boolean, message: string, hint: string | null = null): Finding {
  return { area, ok, message, hint };
}

/** A step that may throw, as findings: what it found, or the error with its hint. */
async function examine(area: string, work: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (thrown) {
    const error = asOffprintError(thrown);
    return [finding(area, false, error.message, error.hint ?? null)];
  }
}

function versions(): Finding[] {
  const major = Number(process.versions.node.split('.')[0]);
  return [
    finding('version', true, `Offprint ${version}, ${methods.size} ${methods.size === 1 ? 'method' : 'methods'}.`),
    finding(
      'node',
      major >= 26,
      `Node ${process.versions.node}.`,
      major >= 26 ? null : 'Start Offprint with npm start, which brings its own Node.',
    ),
  ];
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check data folder, database, index and versions; say how to mend what is wrong.',
  synopsis: '[--data FOLDER]',
  options: dataOption,
  examples: ['offprint doctor'],
  async run(args, terminal) {
    const findings: Finding[] = [...versions()];
    findings.push(
      ...(await examine('data folder', async () => {
        const store = await openStore(storeOptions(args));
        try {
          const stored = await store.inspect();
          const index = await examine('index', async () => {
            const opened = await openIndex({ folder: indexFolder(store), feed: catalogFeed(createCatalog(store)) });
            try {
              return await opened.check();
            } finally {
              await opened.close();
            }
          });
          return [...stored, ...index];
        } finally {
          await store.close();
        }
      })),
    );
    for (const { area, ok, message, hint } of findings) {
      terminal.line(`${ok ? 'ok   ' : 'WRONG'}  ${area}: ${message}`);
      if (!ok && hint !== null) terminal.line(`       ${hint}`);
    }
    const wrong = findings.filter((found) => !found.ok).length;
    terminal.line(wrong === 0 ? 'All is well.' : `${wrong} of ${findings.length} checks found something wrong.`);
    terminal.result({ ok: wrong === 0, findings });
    return wrong === 0 ? 0 : errorKinds.integrity.exit;
  },
};
