/**
 * The direction of imports. Each room may import only the rooms listed for it, and only through their entries;
 * packages that run in a browser may import Node's modules only from their `.node.ts` files and Node entries.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const allowed: Readonly<Record<string, readonly string[]>> = {
  'packages/errors': [],
  'packages/numerics': ['@offprint/errors'],
  'packages/files': ['@offprint/errors'],
  'packages/methods': ['@offprint/errors', '@offprint/files', '@offprint/numerics'],
  'packages/store': ['@offprint/errors'],
  'packages/catalog': ['@offprint/errors', '@offprint/store', '@offprint/methods'],
  'packages/search': ['@offprint/errors', '@offprint/store', '@offprint/methods'],
  'apps/site': [
    '@offprint/errors',
    '@offprint/files',
    '@offprint/methods',
    '@offprint/store',
    '@offprint/catalog',
    '@offprint/search',
  ],
  'apps/cli': [
    '@offprint/errors',
    '@offprint/files',
    '@offprint/methods',
    '@offprint/store',
    '@offprint/catalog',
    '@offprint/search',
    '@offprint/site',
  ],
};

/** Rooms whose sources must run unchanged in a browser. */
const browserRooms = new Set(['packages/errors', 'packages/numerics', 'packages/files', 'packages/methods']);

/** Files of a browser room that only Node ever loads. */
const isNodeOnly = (file: string): boolean =>
  /(\.node|\.test|\.bench|\.golden|\/bench-[a-z]+)\.ts$/.test(file) ||
  /\/src\/(node|check|golden|testing)(\.ts|\/)/.test(file) ||
  !file.includes('/src/');

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\s*\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

/** Everything in the tree that goes against the arrow, as sentences; empty if all is well. */
export function findForbiddenImports(root: string): string[] {
  const problems: string[] = [];
  for (const file of globSync('{apps,packages}/*/**/*.{ts,tsx}', {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name === 'build' || name === 'assembly',
  })) {
    const unix = file.split(path.sep).join('/');
    const room = unix.split('/').slice(0, 2).join('/');
    const may = allowed[room];
    if (may === undefined) {
      problems.push(`${unix}: the room ${room} is not in the plan of imports (tools/imports.ts)`);
      continue;
    }
    for (const match of readFileSync(path.join(root, file), 'utf8').matchAll(importPattern)) {
      const target = match[1] ?? match[2] ?? match[3] ?? '';
      const owner = target.startsWith('@offprint/') ? target.split('/').slice(0, 2).join('/') : undefined;
      const own = `@offprint/${room.split('/')[1]}`;
      if (owner !== undefined && owner !== own && !may.includes(owner))
        problems.push(`${unix} imports ${target}: ${room} may not`);
      if (target.startsWith('.')) {
        const resolved = path.posix.normalize(path.posix.join(path.posix.dirname(unix), target));
        if (!resolved.startsWith(`${room}/`)) problems.push(`${unix} imports ${target}: reaches into another room`);
      }
      if (target.startsWith('node:') && browserRooms.has(room) && !isNodeOnly(unix)) {
        problems.push(`${unix} imports ${target}: this file must run in a browser`);
      }
    }
  }
  return problems;
}
