import { existsSync } from 'node:fs';
import path from 'node:path';

const folder = process.env['OFFPRINT_SHARED'];

/** Real data for tests: the path of a file in the folder that OFFPRINT_SHARED names, or null without it. */
export function sharedFile(...names: string[]): string | null {
  if (folder === undefined || folder === '') return null;
  const file = path.join(folder, ...names);
  return existsSync(file) ? file : null;
}

/** For titles of tests that cannot run without it. */
export const needsShared = 'skipped unless OFFPRINT_SHARED names the folder of real data';
