import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exampleInputs, tiesMerging } from './index.ts';

const run = promisify(execFile);
const room = path.dirname(import.meta.dirname);
/** Inside the package, so that it can import itself by name; not kept by git. */
const examples = path.join(room, 'build', 'readme');
let folder = '';
let blocks: readonly { readonly kind: string; readonly code: string; readonly file: string }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-readme-'));
  await mkdir(examples, { recursive: true });
  const text = await readFile(path.join(room, 'README.md'), 'utf8');
  blocks = [...text.matchAll(/```ts ?(\w*)\n(.*?)```/gs)].map(([, kind = '', code = ''], index) => ({
    kind,
    code,
    file: path.join(examples, `example-${index + 1}.ts`),
  }));
  for (const { file, code } of blocks) await writeFile(file, code);
  const { files } = await exampleInputs(tiesMerging);
  const names = { base: ['base'], models: ['model-1', 'model-2'] };
  for (const [port, list] of Object.entries(names)) {
    for (const [index, name] of list.entries()) {
      const reference = files[port]?.[index]?.[0];
      if (reference?.kind === 'bytes') await writeFile(path.join(folder, `${name}.safetensors`), reference.bytes);
    }
  }
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(examples, { recursive: true, force: true });
});

async function outputOf(number: number): Promise<string> {
  const { stdout } = await run(process.execPath, [blocks[number - 1]?.file ?? ''], { cwd: folder });
  return stdout;
}

it('merges three files in Node', async () => {
  const lines = (await outputOf(1)).trim().split('\n');
  expect(lines[0]).toMatch(/^base-ties\.safetensors [0-9a-f]{64}$/);
  expect(lines.at(-1)).toMatch(/^[0-9a-f]{64}$/);
});

it('writes the merged file from a worker thread', async () => {
  expect(await outputOf(2)).toContain(path.join(folder, 'merged.safetensors'));
  expect((await readFile(path.join(folder, 'merged.safetensors'))).byteLength).toBeGreaterThan(1000);
});

it('writes a file in a run that could have been stopped, and leaves nothing else', async () => {
  await rm(path.join(folder, 'merged.safetensors'), { force: true });
  expect(await outputOf(3)).toMatch(/^false [0-9a-f]{64}\n$/);
  const names = await readdir(folder);
  expect(names).toContain('merged.safetensors');
  expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
});

it('replays a receipt', async () => {
  expect(await outputOf(4)).toMatch(/^true [0-9a-f]{64}\n$/);
});

it('is right about types, the example for browsers included', async () => {
  expect(blocks.map(({ kind }) => kind)).toEqual(['', '', '', '', 'browser']);
  const config = path.join(examples, 'tsconfig.json');
  await writeFile(
    config,
    JSON.stringify({
      extends: path.relative(examples, path.join(room, '../../tsconfig.json')),
      // Examples are for readers, so they index as readers do.
      compilerOptions: { noUnusedLocals: false, noPropertyAccessFromIndexSignature: false },
      files: blocks.map(({ file }) => path.basename(file)),
      include: [],
      exclude: [],
    }),
  );
  const compiler = path.join(
    path.dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin/tsc',
  );
  const { stdout } = await run(process.execPath, [compiler, '-p', config]).catch(
    (failed: { stdout: string }) => failed,
  );
  const inExamples = stdout.split('\n').filter((line) => line.includes('build/readme/'));
  expect(inExamples).toEqual([]);
});
