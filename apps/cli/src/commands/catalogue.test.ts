import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { methods as known } from '@offprint/methods';
import { openService } from '@offprint/site';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Outcome, offprint } from '../testing/command-line.ts';

let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'offprint-catalogue-'));
  folder = path.join(root, 'data');
});
afterAll(() => rm(root, { recursive: true }));

const command = (...argv: string[]): Promise<Outcome> => offprint(...argv, '--data', folder);
const jsonOf = async <T>(...argv: string[]): Promise<T> => JSON.parse((await command(...argv, '--json')).stdout) as T;

/** A data folder with the project's papers, its index saved. */
async function freshFolder(name: string): Promise<string> {
  const data = path.join(root, name);
  const service = await openService({ folder: data });
  await service.index.save();
  await service.close();
  return data;
}

describe('methods', () => {
  it('lists the 74 of the papers and those without one by family, and marks those that run', async () => {
    const others = [...known.values()].filter(({ paper }) => paper === null);
    expect(others.length).toBeGreaterThan(5);
    const { code, stdout } = await offprint('methods');
    expect(code).toBe(0);
    expect(stdout).toContain(`Merging (${14 + others.length})\n`);
    expect(stdout).toMatch(/^ {2}runs {5}ties-merging +TIES-Merging: base, models → model$/m);
    expect(stdout.match(/^ {2}(runs {3}|not yet) {2}/gm)).toHaveLength(74 + others.length);
    expect(stdout).toMatch(/ {2}runs {5}slerp +SLERP: two models → model \(Shoemake, 1985\)\n/);
    const { methods } = JSON.parse((await offprint('methods', '--json')).stdout) as {
      methods: { id: string; runs: boolean }[];
    };
    expect(methods).toHaveLength(74 + others.length);
    expect(methods.find(({ id }) => id === 'slerp')).toMatchObject({ paper: null, source: { year: 1985 }, runs: true });
    expect(methods.find(({ id }) => id === 'ties-merging')).toMatchObject({ arxivId: '2306.01708', runs: true });
  });
});

describe('search', () => {
  it('makes the data folder, and finds papers by their words', async () => {
    const { code, stdout } = await command('search', 'sign', 'conflicts', 'merging', '--limit', '3');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^ {2}1 {2}Resolving Interference When Merging Models\n {5}ties-merging {2}2306\.01708 {2}merging\n/,
    );
    expect(stdout).toMatch(/\n3 of \d+ papers\. --limit \d+ shows more\.\n$/);
    const found = await jsonOf<{ total: number; papers: object[] }>('search', 'sign conflict', '--limit', '1');
    expect(found.papers).toMatchObject([{ rank: 1, id: 'ties-merging', matched: ['sign'] }]);
  });

  it('says what it searched when it finds nothing, and what was probably meant', async () => {
    const { code, stdout, stderr } = await command('search', 'mergng');
    expect(code).toBe(0);
    expect(stdout).toBe('No paper matches. Searched were the titles, summaries and abstracts of 74 papers.\n');
    expect(stderr).toBe('In no paper: mergng.\nDid you mean: merging\n');
  });
});

describe('import', () => {
  it('joins and adds, and doubles nothing the second time', async () => {
    const file = path.join(root, 'papers.jsonl');
    const paper = (title: string, arxivId?: string): string => JSON.stringify({ title, ...(arxivId && { arxivId }) });
    await writeFile(file, `${paper('TIES-Merging once more', '2306.01708')}\n${paper('On Quokkas')}\n{"title":\n`);
    const first = await command('import', file);
    expect(first.code).toBe(0);
    expect(first.stdout).toBe(
      `${file} (jsonl): 2 found, 1 joined to papers that were there.\n  1 added, 0 changed, 1 unchanged.\n`,
    );
    expect(first.stderr).toContain('  line 3: ');
    expect((await command('search', 'quokkas')).stdout).toContain('On Quokkas');
    const second = await jsonOf<{ files: object[]; indexed: number }>('import', file);
    expect(second).toMatchObject({ files: [{ file, found: 2, joined: 2, added: 0, changed: 0 }], indexed: 75 });
  });

  it('reads the other files where one cannot be read, and says which', async () => {
    const good = path.join(root, 'good.bib');
    await writeFile(good, '@article{a, title = {On Numbats}, author = {Doe, Jo}, year = 2001}\n');
    const bad = path.join(root, 'bad.bin');
    await writeFile(bad, Uint8Array.of(0, 1, 2, 3));
    const missing = path.join(root, 'missing.txt');
    const result = await command('import', missing, bad, good, '--json');
    expect(result.code).toBe(3);
    expect(JSON.parse(result.stdout)).toMatchObject({
      files: [
        { file: missing, error: { code: 'file/not-found' } },
        { file: bad, error: { code: 'import/unknown-format' } },
        { file: good, found: 1, added: 1 },
      ],
    });
  });

  const shared = process.env['OFFPRINT_SHARED'];
  describe.skipIf(shared === undefined)('the captured page (needs OFFPRINT_SHARED, the folder of real data)', () => {
    it('finds 74 papers, joins 74, and doubles none', async () => {
      const page = path.join(shared ?? '', 'seed-page.txt');
      const data = path.join(root, 'seed');
      const first = JSON.parse((await offprint('import', page, '--data', data, '--json')).stdout) as object;
      expect(first).toMatchObject({ files: [{ found: 74, joined: 74, added: 0, problemCount: 0 }], indexed: 74 });
      const second = JSON.parse((await offprint('import', page, '--data', data, '--json')).stdout) as object;
      expect(second).toMatchObject({ files: [{ found: 74, joined: 74, added: 0, changed: 0 }], indexed: 74 });
    });
  });
});

describe('reindex', () => {
  it('builds the index anew', async () => {
    const data = await freshFolder('reindexed');
    await rm(path.join(data, 'index'), { recursive: true });
    const { code, stdout } = await offprint('reindex', '--data', data);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Indexed 74 papers in \d+\.\d s, up to change 74\.\n$/);
    expect(await readdir(path.join(data, 'index'))).toContain('manifest');
    expect(JSON.parse((await offprint('reindex', '--data', data, '--json')).stdout)).toMatchObject({
      documents: 74,
      change: 74,
    });
  });
});

describe('doctor', () => {
  interface Diagnosis {
    readonly ok: boolean;
    readonly findings: {
      readonly area: string;
      readonly ok: boolean;
      readonly message: string;
      readonly hint: string | null;
    }[];
  }
  async function diagnose(data: string): Promise<{ code: number; wrong: Diagnosis['findings'] }> {
    const { code, stdout } = await offprint('doctor', '--data', data, '--json');
    const { ok, findings } = JSON.parse(stdout) as Diagnosis;
    const wrong = findings.filter((finding) => !finding.ok);
    expect(ok).toBe(wrong.length === 0);
    expect(wrong.every(({ hint }) => hint !== null && hint !== '')).toBe(true);
    return { code, wrong };
  }

  it('finds a healthy folder healthy', async () => {
    const data = await freshFolder('healthy');
    const { code, stdout } = await offprint('doctor', '--data', data);
    expect(code).toBe(0);
    expect(stdout).not.toContain('WRONG');
    for (const area of ['version', 'node', 'disk', 'database', 'index']) expect(stdout).toContain(`ok     ${area}: `);
    expect(stdout).toMatch(/\nAll is well\.\n$/);
    expect(await diagnose(data)).toEqual({ code: 0, wrong: [] });
  });

  it('does not make a folder that is not there', async () => {
    const data = path.join(root, 'mistyped');
    expect(await diagnose(data)).toMatchObject({
      code: 6,
      wrong: [{ area: 'data folder', message: `There is no data folder ${data}.` }],
    });
    await expect(access(data)).rejects.toThrow('ENOENT');
  });

  it('tells of a damaged database', async () => {
    const data = await freshFolder('damaged');
    await writeFile(path.join(data, 'offprint.sqlite'), 'This was a database once. '.repeat(500));
    const { code, wrong } = await diagnose(data);
    expect(code).toBe(6);
    expect(wrong).toMatchObject([{ area: 'data folder', message: expect.stringContaining('is damaged') }]);
  });

  it('tells of a folder of a newer version', async () => {
    const data = await freshFolder('newer');
    makeNewer(data);
    const { code, wrong } = await diagnose(data);
    expect(code).toBe(6);
    expect(wrong).toMatchObject([{ area: 'data folder', message: expect.stringContaining('newer') }]);
    expect(await offprint('search', 'merging', '--data', data)).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('(data/newer)'),
    });
  });

  it('tells of a damaged file of the index, and reindex mends it', async () => {
    const data = await freshFolder('damaged-index');
    const name = (await readdir(path.join(data, 'index'))).find((file) => file.startsWith('segment')) ?? '';
    const segment = path.join(data, 'index', name);
    const bytes = await readFile(segment);
    await writeFile(segment, bytes.fill(0, bytes.length >> 1, (bytes.length >> 1) + 64));
    const { code, wrong } = await diagnose(data);
    expect(code).toBe(6);
    expect(new Set(wrong.map(({ area }) => area))).toEqual(new Set(['index']));
    expect(wrong.some(({ hint }) => hint?.includes('offprint reindex'))).toBe(true);
    expect((await offprint('reindex', '--data', data)).code).toBe(0);
    expect(await diagnose(data)).toEqual({ code: 0, wrong: [] });
  });
});

/** Lets the tables be of a version that this program does not know. */
function makeNewer(data: string): void {
  const database = new DatabaseSync(path.join(data, 'offprint.sqlite'));
  database.exec('update migrations set version = 99 where version = (select max(version) from migrations)');
  database.close();
}
