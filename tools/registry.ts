/**
 * `npm run registry`: writes the list of methods from the folders of methods. `--check` only says whether it is as the
 * folders are.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportNameOf } from '../packages/methods/src/export-name.ts';
import { families } from '../packages/methods/src/family.ts';
import { root } from './bootstrap.mjs';

/** Every method folder below `sources`, as `family/id`, in order. */
export function methodFolders(sources: string): string[] {
  return globSync(`{${families.join(',')}}/*/method.ts`, { cwd: sources })
    .map((file) => path.dirname(file).split(path.sep).join('/'))
    .sort();
}

/** The text of `methods.ts` for these folders. */
export function registrySource(folders: readonly string[]): string {
  const lines = folders.map((folder) => {
    const id = path.posix.basename(folder);
    return `export { default as ${exportNameOf(id)} } from './${folder}/method.ts';`;
  });
  return [
    '// Written by `npm run registry` from the folders of methods; do not edit.',
    ...(lines.length === 0 ? ['export {};'] : lines),
    '',
  ].join('\n');
}

/** Writes the list, or with `check` leaves it; true if it was up to date. */
export function updateRegistry(sources: string, check: boolean): boolean {
  const file = path.join(sources, 'methods.ts');
  const wanted = registrySource(methodFolders(sources));
  const upToDate = readFileSync(file, 'utf8') === wanted;
  if (!upToDate && !check) writeFileSync(file, wanted);
  return upToDate;
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const upToDate = updateRegistry(path.join(root, 'packages/methods/src'), check);
  if (check && !upToDate) {
    process.stderr.write('packages/methods/src/methods.ts is not as the folders are. Run: npm run registry\n');
    process.exitCode = 1;
  }
}
