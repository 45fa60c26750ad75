/** `offprint run … --resume`: killed, stopped, and gone on with. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeSafetensors } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { offprint, type Started, startOffprint } from '../testing/command-line.ts';

/** Enough for several milestones. */
const tensors = 5;
const shape = [2048, 4096];

let folder: string;
let place: string;
let expected: string;
const at = (name: string): string => path.join(folder, name);
const out = (): string => path.join(place, 'merged.safetensors');

async function makeModel(name: string, value: number): Promise<void> {
  const bytes = new Uint8Array(new Uint16Array(2048 * 4096).fill(value).buffer);
  const sink = await fileSink(at(name));
  const layers = Array.from({ length: tensors }, (_, layer) => ({
    name: `layers.${layer}.weight`,
    dtype: 'BF16' as const,
    shape,
    bytes,
  }));
  await writeSafetensors(sink, layers);
  await sink.commit();
}

const command = (...more: readonly string[]): string[] => [
  'run',
  'linear-averaging',
  ...['one', 'two'].flatMap((name) => ['--model', at(`${name}.safetensors`)]),
  ...['--threads', '1', '--out', out()],
  ...more,
];

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-cli-resume-'));
  await makeModel('one.safetensors', 0x3f80);
  await makeModel('two.safetensors', 0x3f00);
  place = at('whole');
  await mkdir(place);
  expect((await offprint(...command())).code).toBe(0);
  expected = await hashOf(out());
  await rm(place, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  place = await mkdtemp(path.join(folder, 'place-'));
});

/** Starts a run that can be gone on with, and waits for its first milestone. */
async function started(): Promise<Started> {
  const run = startOffprint(command('--resume'));
  const journal = path.join(place, '.merged.safetensors.journal');
  const lines = async (): Promise<number> => (await readFile(journal, 'utf8').catch(() => '')).split('\n').length;
  while (run.child.exitCode === null && (await lines()) < 3) await new Promise((resolve) => setTimeout(resolve, 2));
  return run;
}

it('goes on after a kill, with the same bytes, and refuses to go on as another run', async () => {
  const run = await started();
  run.child.kill('SIGKILL');
  await run.ended;
  const left = await readdir(place);
  expect(left).toContain('.merged.safetensors.partial');
  expect(left.filter((name) => !name.startsWith('.'))).toEqual([]);

  const changed = await offprint(...command('--resume', '--weights', '1,3'));
  expect(changed.stderr).toContain('The setting weights was [] when the run was stopped and is [1,3] now.');
  expect(changed.stderr).toContain('(resume/settings-changed)');
  const mistyped = await offprint(...command('--resume', '--model', place));
  expect(mistyped.stderr).toContain('(file/not-found)');

  const { code, stderr, stdout } = await offprint(...command('--resume'));
  expect(stderr).toContain('An unfinished run of the same is there: it goes on.');
  expect(code).toBe(0);
  expect(stdout).toContain(`sha256 ${expected}`);
  expect(await hashOf(out())).toBe(expected);
  expect(await readdir(place)).toEqual(['merged.receipt.json', 'merged.safetensors']);
  expect((await offprint('replay', path.join(place, 'merged.receipt.json'))).code).toBe(0);
});

it('is not joined by another, leaves its work when it is interrupted, and begins anew where that is asked for', async () => {
  const run = await started();
  const other = await offprint(...command('--resume'));
  expect(other.stderr).toContain('Another run is making merged.safetensors here (process ');
  expect(other.code).toBe(4);
  run.child.kill('SIGINT');
  expect((await run.ended).stderr).toContain('Give the same command again to go on.');
  expect(await readdir(place)).toEqual(['.merged.safetensors.journal', '.merged.safetensors.partial']);
  const { code, stderr } = await offprint(...command('--restart'));
  expect([code, stderr.includes('it goes on')]).toEqual([0, false]);
  expect(await hashOf(out())).toBe(expected);
  expect(await readdir(place)).toEqual(['merged.receipt.json', 'merged.safetensors']);
});

it('has nothing to go on with where a method gives no file', async () => {
  const files = ['--first', at('one.safetensors'), '--other', at('two.safetensors')];
  const { code, stderr } = await offprint('run', 'compare-checkpoints', ...files, '--resume');
  expect(code).toBe(2);
  expect(stderr).toContain('Compare checkpoints gives no file that could be gone on with.');
});

it('takes a text from a file, and keeps several outputs of a replay in a folder', async () => {
  const recipe = path.join(place, 'recipe.yml');
  await writeFile(recipe, 'merge_method: linear\nparameters: {weight: 1}\nmodels:\n  - model: a\n  - model: b\n');
  const files = ['--model', at('one.safetensors'), '--model', at('two.safetensors')];
  const merged = path.join(place, 'merged');
  const card = path.join(place, 'card.md');
  const argv = ['run', 'merge-recipe', ...files, '--recipe', `@${recipe}`, '--out', merged, '--card', card];
  const { code, stdout } = await offprint(...argv, '--resume', '--json');
  expect(code).toBe(0);
  const { receipt, outputs } = JSON.parse(stdout) as { receipt: string; outputs: Record<string, { path: string }> };
  const names = Object.values(outputs).map((file) => path.basename(file.path));
  const again = path.join(place, 'again');
  expect((await offprint('replay', receipt, '--out', again)).code).toBe(0);
  expect(await readdir(again)).toHaveLength(names.length);
  expect((await readdir(place)).filter((name) => name.startsWith('.'))).toEqual([]);

  const missing = await offprint(...argv.map((word) => (word === `@${recipe}` ? '@none.yml' : word)));
  expect(missing.stderr).toContain('(file/not-found)');
  await writeFile(recipe, Uint8Array.of(0xff, 0xfe, 0xff));
  expect((await offprint(...argv)).stderr).toContain('(file/not-text)');
});
