/**
 * `npm run bench -- NAME… [--option[=value]…]`: runs benchmarks, each a file `NAME.bench.ts` that exports
 * `bench(log, options)`.
 * Each prints a ratio to a named peer or a physical limit, measured in the same run.
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './bootstrap.mjs';

const files = globSync('{apps,packages,e2e}/**/*.bench.ts', {
  cwd: root,
  exclude: (name) => name === 'node_modules' || name === 'build',
}).sort();
/** A benchmark goes by the name of its file or of its folder: `ties-merging`, `pages`, `search`. */
const namesOf = (file: string): string[] => [path.basename(file, '.bench.ts'), path.basename(path.dirname(file))];

const given = process.argv.slice(2);
const names = given.filter((argument) => !argument.startsWith('--'));
const options = Object.fromEntries(
  given
    .filter((argument) => argument.startsWith('--'))
    .map((argument) => {
      const [name, ...value] = argument.slice(2).split('=');
      return [name, value.join('=')];
    }),
);
const unknown = names.filter((name) => !files.some((file) => namesOf(file).includes(name)));
if (names.length === 0 || unknown.length > 0) {
  if (unknown.length > 0) process.stderr.write(`There is no benchmark called ${unknown.join(', ')}.\n`);
  process.stderr.write(
    `Benchmarks: ${files.map((file) => namesOf(file).join(' or ')).join('; ')}.\nFor example: npm run bench -- ties-merging\n`,
  );
  process.exitCode = 2;
} else {
  for (const file of files.filter((file) => namesOf(file).some((name) => names.includes(name)))) {
    const { bench } = (await import(pathToFileURL(path.join(root, file)).href)) as {
      bench(log: (line: string) => void, options: Readonly<Record<string, string>>): Promise<void>;
    };
    process.stdout.write(`\n${file}\n`);
    await bench((line) => process.stdout.write(`${line}\n`), options);
  }
}
