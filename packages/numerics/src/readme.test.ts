/** The README speaks the truth: its examples print what they say, and its list of errors is the list in the code. */
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const folder = path.dirname(import.meta.dirname);
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^## ([\w ]+)\n[^#]*?```ts\n(.*?)```/gms)].map(([, title, code]) => ({
  title,
  code,
}));

it('has two examples', () => {
  expect(examples.map(({ title }) => title)).toEqual(['Random numbers', 'Linear algebra']);
});

it.each(examples)('the example under $title prints what it says', ({ code }) => {
  const printed = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
  });
  const promised = [...code.matchAll(/^\s*\/\/ → (.*)$/gm)].map(([, line]) => line);
  expect(printed.trimEnd().split('\n')).toEqual(promised);
});

it('lists every error of linear algebra, and no other', () => {
  const sources = globSync('src/linear-algebra/*.ts', { cwd: folder, exclude: (name) => name.endsWith('.test.ts') });
  const inCode = sources.flatMap((file) =>
    [
      ...readFileSync(path.join(folder, file), 'utf8').matchAll(
        /^\s*'(linear-algebra\/[a-z-]+)'|Error\('(linear-algebra\/[a-z-]+)'/gm,
      ),
    ].map(([, own, inline]) => own ?? inline),
  );
  const inReadme = [...readme.matchAll(/^\| `(linear-algebra\/[a-z-]+)` +\|/gm)].map(([, code]) => code);
  expect(inReadme.toSorted()).toEqual([...new Set(inCode)].toSorted());
});
