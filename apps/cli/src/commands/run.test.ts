import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readReceipt, tiesMerging } from '@offprint/methods';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offprint, startOffprint } from '../testing/command-line.ts';
import { type ExampleFiles, writeExample } from '../testing/example-files.ts';

let folder: string;
let example: ExampleFiles;
let inputs: string[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-run-'));
  example = await writeExample(folder);
  inputs = ['--base', example.base, ...example.models.flatMap((model) => ['--model', model])];
});
afterAll(() => rm(folder, { recursive: true }));

const inFolder = (name: string): string => path.join(folder, name);

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

/** A folder of its own with a run in it. */
async function runIn(name: string): Promise<{ place: string; output: string; receipt: string }> {
  const place = inFolder(name);
  await mkdir(place);
  const output = path.join(place, 'merged.safetensors');
  expect((await offprint('run', 'ties-merging', ...inputs, '--out', output)).code).toBe(0);
  return { place, output, receipt: path.join(place, 'merged.receipt.json') };
}

describe('run', () => {
  it('writes the bytes that the library gives, and a receipt beside them', async () => {
    const out = inFolder('merged.safetensors');
    const { code, stdout, stderr } = await offprint('run', 'ties-merging', ...inputs, '--density', '0.3', '--out', out);
    expect(code).toBe(0);
    const { base, models } = example;
    const { outputs } = await tiesMerging.run({ base, models, density: 0.3 }, { threads: 1 });
    const sha256 = await hashOf(out);
    expect(sha256).toBe(outputs['merged']?.sha256);
    expect(stdout).toMatch(/^TIES-Merging: done in \d+\.\d s\.\n/);
    expect(stdout).toContain(`${out}, 425 kB\n  sha256 ${sha256}\n`);
    expect(stdout).toContain(`Receipt: ${inFolder('merged.receipt.json')}`);
    expect(stderr).toContain('[························]   0 %  Read headers, compare names and shapes');
    const receipt = readReceipt(await readFile(inFolder('merged.receipt.json'), 'utf8'), 'merged.receipt.json');
    expect(receipt.outputs['merged']).toEqual({ name: 'merged.safetensors', size: outputs['merged']?.size, sha256 });
    expect(receipt.settings['density']).toBe(0.3);
  });

  it('tells programs in one document, wherever --json stands', async () => {
    const out = inFolder('json.safetensors');
    const { code, stdout } = await offprint('run', '--json', 'ties-merging', ...inputs, '--out', out, '--threads', '1');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      method: 'ties-merging',
      outputs: {
        merged: { path: out, name: 'json.safetensors', size: (await stat(out)).size, sha256: await hashOf(out) },
      },
      receipt: inFolder('json.receipt.json'),
    });
  });

  it('refuses to write over an input, also under another name', async () => {
    const [first] = example.models;
    if (first === undefined) throw new Error('no model');
    const before = await hashOf(first);
    const link = inFolder('link.safetensors');
    await symlink(first, link);
    for (const out of [first, link, path.join(folder, '.', path.basename(first))]) {
      const { code, stderr } = await offprint('run', 'ties-merging', ...inputs, '--out', out);
      expect(code).toBe(2);
      expect(stderr).toContain('is one of the inputs. Nothing was run.');
      expect(stderr).toContain('(output/is-input)');
    }
    expect(await hashOf(first)).toBe(before);
  });

  it('refuses to write over an input by the name that it makes itself', async () => {
    const place = inFolder('default-name');
    await mkdir(place);
    await copyFile(example.base, path.join(place, 'base.safetensors'));
    await copyFile(example.models[0] ?? '', path.join(place, 'base-ties.safetensors'));
    const before = await hashOf(path.join(place, 'base-ties.safetensors'));
    const started = startOffprint(
      ['run', 'ties-merging', '--base', 'base.safetensors', '--model', 'base-ties.safetensors'],
      { cwd: place },
    );
    const { code, stderr } = await started.ended;
    expect(code).toBe(2);
    expect(stderr).toContain('(output/is-input)');
    expect(await hashOf(path.join(place, 'base-ties.safetensors'))).toBe(before);
    expect((await readdir(place)).toSorted()).toEqual(['base-ties.safetensors', 'base.safetensors']);
  });

  it('names what is wrong with the input, and leaves nothing', async () => {
    const place = inFolder('bad');
    await mkdir(place);
    const out = path.join(place, 'out.safetensors');
    const text = path.join(folder, 'notes.safetensors');
    await writeFile(text, 'These are notes, not a model.\n'.repeat(10));
    const cut = path.join(folder, 'cut.safetensors');
    await copyFile(example.base, cut);
    await truncate(cut, 400_000);
    const base = ['--base', example.base];
    const cases: [string[], number, string][] = [
      [[...base, '--model', text], 2, 'checkpoint/not-safetensors'],
      [[...base, '--model', cut], 2, 'checkpoint/truncated'],
      [[...base, '--model', inFolder('none')], 3, 'file/not-found'],
      [base, 2, 'input/missing'],
      [[...inputs, '--density', 'abc'], 2, 'setting/invalid'],
      [[...inputs, '--density', '0'], 2, 'setting/invalid'],
      [[...inputs, '--density', '1.5'], 2, 'setting/invalid'],
    ];
    for (const [argv, exit, error] of cases) {
      const { code, stdout } = await offprint('run', 'ties-merging', ...argv, '--out', out, '--json');
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: error } });
      expect(code).toBe(exit);
    }
    expect(await readdir(place)).toEqual([]);
  });

  it('says that the folder of the output is not there', async () => {
    const { code, stderr } = await offprint('run', 'ties-merging', ...inputs, '--out', inFolder('none/x.safetensors'));
    expect(code).toBe(5);
    expect(stderr).toContain('(disk/refused)');
  });

  it('leaves nothing when Ctrl-C comes in the middle', async () => {
    const place = inFolder('interrupted');
    await mkdir(place);
    const started = startOffprint(['run', 'ties-merging', ...inputs, '--threads', '1'], { cwd: place });
    await started.until('Read headers');
    started.child.kill('SIGINT');
    // A key press that another process passes on comes twice.
    started.child.kill('SIGINT');
    const { code, stdout, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('Cancelled. Nothing was written.\n(run/cancelled)');
    expect(await readdir(place)).toEqual([]);
  });

  it('goes on when nobody reads its output any more', async () => {
    const place = inFolder('unread');
    await mkdir(place);
    const started = startOffprint(['run', 'ties-merging', ...inputs, '--out', 'merged.safetensors'], { cwd: place });
    started.child.stdout?.destroy();
    const [code] = await once(started.child, 'exit');
    expect(code).toBe(0);
    expect((await readdir(place)).toSorted()).toEqual(['merged.receipt.json', 'merged.safetensors']);
  });
});

describe('replay', () => {
  it('gives the same bytes', async () => {
    const { place, output, receipt } = await runIn('replayed');
    const { code, stdout } = await offprint('replay', receipt);
    expect(code).toBe(0);
    expect(stdout).toContain('merged.safetensors: the same bytes');
    expect((await readdir(place)).toSorted()).toEqual(['merged.receipt.json', 'merged.safetensors']);
    const again = path.join(place, 'again.safetensors');
    const json = await offprint('replay', receipt, '--out', again, '--json');
    const sha256 = await hashOf(output);
    expect(JSON.parse(json.stdout)).toMatchObject({
      same: true,
      outputs: [{ port: 'merged', expected: sha256, got: sha256, same: true }],
      out: again,
    });
    expect(await hashOf(again)).toBe(sha256);
    expect((await offprint('replay', receipt, '--out', example.base)).stderr).toContain('(output/is-input)');
  });

  it('finds files that were moved: beside the receipt, or where it is told', async () => {
    const before = inFolder('before');
    await mkdir(before);
    const { base, models } = await writeExample(before);
    const out = path.join(before, 'merged.safetensors');
    await offprint('run', 'ties-merging', '--base', base, '--model', models[0] ?? '', '--out', out);
    const after = inFolder('after');
    await rename(before, after);
    const receipt = path.join(after, 'merged.receipt.json');
    expect((await offprint('replay', receipt)).code).toBe(0);

    const elsewhere = inFolder('elsewhere');
    await mkdir(elsewhere);
    await copyFile(receipt, path.join(elsewhere, 'merged.receipt.json'));
    const alone = path.join(elsewhere, 'merged.receipt.json');
    const lost = await offprint('replay', alone);
    expect(lost.code).toBe(3);
    expect(lost.stderr).toContain('sample-base.safetensors (base) is not where it was, nor beside the receipt.');
    expect(lost.stderr).toContain('Name the folder that holds it with --inputs FOLDER.\n(receipt/input-missing)');
    expect((await offprint('replay', alone, '--inputs', after)).code).toBe(0);
  });

  it('refuses an input that was altered, and takes the right one where it is told', async () => {
    const place = inFolder('altered');
    await mkdir(place);
    const { base, models } = await writeExample(place);
    const out = path.join(place, 'merged.safetensors');
    await offprint('run', 'ties-merging', '--base', base, '--model', models[0] ?? '', '--out', out);
    const bytes = await readFile(base);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await writeFile(base, bytes);
    const receipt = path.join(place, 'merged.receipt.json');
    const refused = await offprint('replay', receipt);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'sample-base.safetensors (base) is not the file of the receipt: it has other contents.',
    );
    expect((await offprint('replay', receipt, '--inputs', folder)).code).toBe(0);
  });

  it('says so when the bytes differ', async () => {
    const { receipt } = await runIn('differing');
    const text = await readFile(receipt, 'utf8');
    const { outputs } = readReceipt(text, 'receipt');
    await writeFile(receipt, text.replace(outputs['merged']?.sha256 ?? '', '0'.repeat(64)));
    const { code, stdout } = await offprint('replay', receipt);
    expect(code).toBe(1);
    expect(stdout).toContain(`merged.safetensors: OTHER BYTES\n  receipt  sha256 ${'0'.repeat(64)}`);
  });

  it('refuses what is no receipt', async () => {
    await writeFile(inFolder('notes.txt'), 'notes');
    expect(await offprint('replay', inFolder('notes.txt'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('(receipt/unreadable)'),
    });
    expect(await offprint('replay', inFolder('none.receipt.json'))).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('(file/not-found)'),
    });
    expect(await offprint('replay', folder)).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('(file/unreadable)'),
    });
  });
});

describe('verify', () => {
  it('shows every claim with what is accepted and what was got', async () => {
    const { code, stdout } = await offprint('verify', 'ties-merging');
    expect(code).toBe(0);
    const claims = stdout.match(/^ {2}holds {3}/gm) ?? [];
    expect(claims.length).toBeGreaterThan(3);
    expect(stdout).not.toContain('FAILS');
    expect(stdout).toMatch(new RegExp(`${claims.length} of ${claims.length} hold, \\d+\\.\\d s\\n$`));
    const json = JSON.parse((await offprint('verify', 'ties-merging', '--json')).stdout) as {
      holds: boolean;
      results: { method: string; rows: { passed: boolean }[] }[];
    };
    expect(json.holds).toBe(true);
    expect(json.results.map(({ method, rows }) => [method, rows.length])).toEqual([['ties-merging', claims.length]]);
  });
});
