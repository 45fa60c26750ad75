import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const packageFolder = path.join(import.meta.dirname, '..');

it('the example of the README runs', async () => {
  const readme = await readFile(path.join(packageFolder, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? expect.unreachable('the README has no example');
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-readme-'));
  try {
    const papers = path.join(folder, 'papers.jsonl.gz');
    await writeFile(papers, gzipSync('{"title":"One Paper"}\n'));
    const code = example
      .replace("'data'", JSON.stringify(path.join(folder, 'data')))
      .replace("'papers.jsonl.gz'", JSON.stringify(papers))
      .concat('console.log(JSON.stringify([report.added, paper?.slug]));');
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '--eval', code], {
      cwd: packageFolder,
    });
    expect(JSON.parse(stdout)).toEqual([1, 'ties-merging']);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
