/** Builds the pages and islands, unless the sources are those of the last build. `--force` builds in any case. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './bootstrap.mjs';

const buildFolder = path.join(root, 'apps/site/build');
const stampFile = path.join(buildFolder, 'sources.sha256');

/** One hash over everything that the build reads. */
function hashOfSources(): string {
  const files = globSync(
    [
      'apps/site/{src,public}/**/*',
      'apps/site/*.ts',
      'packages/*/src/**/*',
      'packages/*/package.json',
      'package-lock.json',
    ],
    { cwd: root, exclude: (entry) => /\.test\.tsx?$/.test(entry.name), withFileTypes: true },
  )
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const hash = hashOfSources();
const built = await readFile(stampFile, 'utf8').catch(() => '');
if (built !== hash || process.argv.includes('--force')) {
  process.stderr.write('Building the pages…\n');
  const { buildSite } = await import('../apps/site/build.ts');
  await buildSite();
  await mkdir(buildFolder, { recursive: true });
  await writeFile(stampFile, hash);
}
