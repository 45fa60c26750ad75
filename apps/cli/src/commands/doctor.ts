import { stat } from 'node:fs/promises';
import { asOffprintError, errorKinds } from '@offprint/errors';
import { type Arguments, type Command, dataOption } from '../command.ts';
import { dataFolder, storeOptions } from '../data-folder.ts';
import { version } from '../version.ts';

interface Finding {
  readonly area: string;
  readonly ok: boolean;
  readonly message: string;
  readonly hint: string | null;
}

/** The oldest Node that has what the sources need. */
const neededNode = 26;

/** A step that may throw, as findings: what it found, or the error with its hint. */
async function examine(area: string, work: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (thrown) {
    const error = asOffprintError(thrown);
    return [{ area, ok: false, message: error.message, hint: error.hint ?? null }];
  }
}

async function versions(): Promise<Finding[]> {
  const { methods } = await import('@offprint/methods');
  const runs = `${methods.size} ${methods.size === 1 ? 'method runs' : 'methods run'}`;
  const tooOld = Number(process.versions.node.split('.')[0]) < neededNode;
  return [
    { area: 'version', ok: true, message: `Offprint ${version}, ${runs}.`, hint: null },
    {
      area: 'node',
      ok: !tooOld,
      message: `Node ${process.versions.node}.`,
      hint: tooOld ? 'Start Offprint with npm start, which brings its own Node.' : null,
    },
  ];
}

/** A folder that is not there must not be made by looking at it: its name may be mistyped. */
async function missing(folder: string): Promise<Finding | undefined> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error.code);
  if (found !== 'ENOENT') return undefined;
  const hint = 'Name the right one with --data FOLDER, or make a new one with offprint serve.';
  return { area: 'data folder', ok: false, message: `There is no data folder ${folder}.`, hint };
}

async function dataFindings(args: Arguments): Promise<readonly Finding[]> {
  const absent = await missing(dataFolder(args));
  if (absent !== undefined) return [absent];
  const [{ createCatalog }, { openIndex }, { catalogFeed, indexFolder }, { openStore }] = await Promise.all([
    import('@offprint/catalog'),
    import('@offprint/search'),
    import('@offprint/site'),
    import('@offprint/store'),
  ]);
  const store = await openStore(storeOptions(args));
  try {
    const stored = await store.inspect();
    const indexed = await examine('index', async () => {
      const index = await openIndex({ folder: indexFolder(store), feed: catalogFeed(createCatalog(store)) });
      try {
        return [...index.findings, ...(await index.check())];
      } finally {
        await index.close();
      }
    });
    return [...stored, ...indexed];
  } finally {
    await store.close();
  }
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'Check data folder, database, index and versions; say how to mend what is wrong.',
  synopsis: '[--data FOLDER]',
  options: dataOption,
  notes: [`The exit code is ${errorKinds.integrity.exit} if something is wrong.`],
  examples: ['offprint doctor'],
  async run(args, terminal) {
    const findings = [...(await versions()), ...(await examine('data folder', () => dataFindings(args)))];
    for (const { area, ok, message, hint } of findings) {
      terminal.line(`${ok ? 'ok   ' : 'WRONG'}  ${area}: ${message}`);
      if (!ok && hint !== null) terminal.line(`       ${hint}`);
    }
    const wrong = findings.filter((found) => !found.ok).length;
    terminal.line(wrong === 0 ? 'All is well.' : `Wrong: ${wrong} of ${findings.length} checks.`);
    terminal.result({ ok: wrong === 0, findings });
    return wrong === 0 ? 0 : errorKinds.integrity.exit;
  },
};
