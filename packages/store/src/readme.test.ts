import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('the example of the README runs as it stands', async () => {
  const root = path.join(import.meta.dirname, '..');
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-readme-'));
  const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '--eval', example], {
    cwd: root,
    env: { ...process.env, OFFPRINT_DATA: folder },
  });
  expect(stdout).toBe('1\nindexing up to { change: 1 }\n');
  await rm(folder, { recursive: true });
});
