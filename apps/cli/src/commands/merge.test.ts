import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offprint, startOffprint } from '../testing/command-line.ts';
import { writeExample } from '../testing/example-files.ts';

let folder: string;
const at = (...parts: readonly string[]): string => path.join(folder, ...parts);

const recipe = `merge_method: ties
base_model: base
models:
  - model: one
    parameters:
      weight: 1
      density: 0.5
  - model: two
    parameters:
      weight: 0.5
      density: [0.2, 0.8]
`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-merge-'));
  const { base, models } = await writeExample(folder);
  for (const [name, file] of [
    ['base', base],
    ['one', models[0]],
    ['two', models[1]],
  ] as const) {
    await mkdir(at(name));
    if (file !== undefined) await rename(file, at(name, 'model.safetensors'));
    await writeFile(at(name, 'config.json'), '{"num_layers": 6, "rope_theta": 10000.0}');
    await writeFile(at(name, 'tokenizer.json'), '{}');
    await writeFile(at(name, 'README.md'), `# ${name}`);
  }
  await writeFile(at('recipe.yml'), recipe);
});
afterAll(() => rm(folder, { recursive: true }));

async function hashOf(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}

describe('merge --check', () => {
  it('says what a merge will do and cost, and writes nothing', async () => {
    const { code, stdout } = await offprint('merge', at('recipe.yml'), '--check', '--out', at('nowhere'));
    expect(code).toBe(0);
    expect(stdout).toContain('The recipe will run.\n');
    expect(stdout).toContain('  Models      base, one, two\n');
    expect(stdout).toMatch(/ {2}Tensors {5}\d+ to merge, 0 to copy\n/);
    expect(stdout).toMatch(/ {2}Disk .* needed, .* free\n/);
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  it('shows the line of every problem, with a caret', async () => {
    const bad = recipe.replace('ties', 'dare-ties').replace('two', 'tow').replace('0.8]', '1.8]');
    await writeFile(at('bad.yml'), bad);
    const { code, stdout, stderr } = await offprint('merge', at('bad.yml'), '--check');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      [
        `${at('bad.yml')}:1:15: there is no merge method “dare-ties”. (recipe/unknown-method)`,
        '  1 | merge_method: dare-ties',
        '    |               ^',
        '  Did you mean dare_ties?',
      ].join('\n'),
    );
    expect(stderr).toContain(`${at('bad.yml')}:8:12: There is no model tow beside the recipe. (file/not-found)`);
    expect(stderr).toContain('  11 |       density: [0.2, 1.8]\n     |                      ^\n');
    expect(stderr).toContain(`3 problems in ${at('bad.yml')}. Nothing was merged.`);
  });

  it('tells programs the same in one document', async () => {
    await writeFile(at('della.yml'), recipe.replace('ties', 'della'));
    const { code, stdout } = await offprint('merge', at('della.yml'), '--check', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      problems: [{ code: 'recipe/not-supported', line: 1, column: 15 }],
      forecast: null,
    });
    const good = JSON.parse((await offprint('merge', at('recipe.yml'), '--check', '--json')).stdout);
    expect(good).toMatchObject({ ok: true, problems: [], forecast: { method: 'ties', files: ['model.safetensors'] } });
  });

  it('finds models of the hub in the cache of its libraries, and says when they are not there', async () => {
    const snapshot = at('hub', 'models--some--model', 'snapshots', 'abc');
    await cp(at('one'), snapshot, { recursive: true });
    await mkdir(at('hub', 'models--some--model', 'refs'));
    await writeFile(at('hub', 'models--some--model', 'refs', 'main'), 'abc\n');
    await writeFile(at('hub.yml'), recipe.replace('one', 'some/model').replace('two', 'some/other'));
    const { ended } = startOffprint(['merge', at('hub.yml'), '--check'], { environment: { HF_HUB_CACHE: at('hub') } });
    const { code, stderr } = await ended;
    expect(code).toBe(2);
    expect(stderr).toContain('There is no model some/other beside the recipe, nor in the cache of Hugging Face');
    expect(stderr).toContain('1 problem in');
  });
});

describe('merge', () => {
  it('writes a model that libraries load, with a card and a receipt that replays', async () => {
    const { code, stdout, stderr } = await offprint('merge', at('recipe.yml'), '--out', at('merged'), '--threads', '2');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Reads .*, writes 410 kB, at most \d+ MB of memory, about 1 s\.\n/);
    expect(stdout).toMatch(/^Merge by recipe: done in /);
    expect((await readdir(at('merged'))).toSorted()).toEqual([
      'README.md',
      'config.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
    const card = await readFile(at('merged', 'README.md'), 'utf8');
    expect(card).toContain(recipe);
    expect(card).toContain(`| one | model.safetensors | `);
    expect(card).toContain(await hashOf(at('one', 'model.safetensors')));
    expect(await readFile(at('merged', 'config.json'), 'utf8')).toBe('{"num_layers": 6, "rope_theta": 10000.0}');
    const replayed = await offprint('replay', at('merged.receipt.json'));
    expect([replayed.code, replayed.stdout.match(/: the same bytes/g)?.length]).toEqual([0, 4]);
    const one = await offprint('merge', at('recipe.yml'), '--out', at('single'), '--threads', '1', '--json');
    expect(JSON.parse(one.stdout).outputs['merged/model.safetensors']).toMatchObject({
      path: at('single', 'model.safetensors'),
      sha256: await hashOf(at('merged', 'model.safetensors')),
    });
  });

  it('writes shards of the size that was asked for', async () => {
    const { code } = await offprint('merge', at('recipe.yml'), '--out', at('shards'), '--shard-size', '150kB');
    expect(code).toBe(0);
    const names = await readdir(at('shards'));
    expect(names).toContain('model-00001-of-00003.safetensors');
    expect(names).toContain('model.safetensors.index.json');
    const { outputs } = JSON.parse(await readFile(at('shards.receipt.json'), 'utf8'));
    expect(Object.keys(outputs)).toContain('merged/model-00003-of-00003.safetensors');
  });

  it('refuses a folder with other weights, one of the inputs, and no folder at all', async () => {
    await mkdir(at('taken'), { recursive: true });
    await writeFile(at('taken', 'pytorch_model.bin'), '');
    const taken = await offprint('merge', at('recipe.yml'), '--out', at('taken'));
    expect([taken.code, taken.stderr]).toEqual([4, expect.stringContaining('holds other weights: pytorch_model.bin')]);
    const before = await hashOf(at('base', 'model.safetensors'));
    const input = await offprint('merge', at('recipe.yml'), '--out', at('base'));
    expect([input.code, input.stderr]).toEqual([2, expect.stringContaining('(output/is-input)')]);
    expect(await hashOf(at('base', 'model.safetensors'))).toBe(before);
    expect((await readdir(at('base'))).filter((name) => name.startsWith('.'))).toEqual([]);
    const none = await offprint('merge', at('recipe.yml'));
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('Add --out FOLDER')]);
    const strange = await offprint('merge', at('recipe.yml'), '--check', '--profile', 'papers');
    expect([strange.code, strange.stderr]).toEqual([2, expect.stringContaining('(setting/invalid)')]);
  });

  it('killed in the middle, leaves nothing under a final name, and ends with the same bytes when given again', async () => {
    await offprint('merge', at('recipe.yml'), '--out', at('whole'));
    const argv = ['merge', at('recipe.yml'), '--out', at('killed')];
    const { child, ended } = startOffprint(argv);
    while (!existsSync(at('killed', '.merge.journal')) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.kill('SIGKILL');
    await ended;
    const names = existsSync(at('killed')) ? await readdir(at('killed')) : [];
    expect(names.filter((name) => !name.startsWith('.'))).toEqual([]);
    const again = await offprint(...argv);
    expect(again.code).toBe(0);
    expect(await hashOf(at('killed', 'model.safetensors'))).toBe(await hashOf(at('whole', 'model.safetensors')));
    expect((await readdir(at('killed'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('goes on with the unfinished run of another recipe only if that is thrown away', async () => {
    const argv = ['merge', at('recipe.yml'), '--out', at('changed')];
    const { child, ended } = startOffprint(argv);
    while (!existsSync(at('changed', '.merge.journal')) && child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.kill('SIGKILL');
    await ended;
    await writeFile(at('other.yml'), recipe.replace('0.8', '0.9'));
    const other = ['merge', at('other.yml'), '--out', at('changed')];
    const refused = await offprint(...other);
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('(resume/settings-changed)')]);
    expect((await offprint(...other, '--restart')).code).toBe(0);
  });
});
