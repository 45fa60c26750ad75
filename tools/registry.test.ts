import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { methodFolders, registrySource, updateRegistry } from './registry.ts';

let sources = '';

beforeEach(() => {
  sources = mkdtempSync(path.join(tmpdir(), 'offprint-registry-'));
});

afterEach(() => rmSync(sources, { recursive: true, force: true }));

function write(file: string, text = ''): void {
  mkdirSync(path.dirname(path.join(sources, file)), { recursive: true });
  writeFileSync(path.join(sources, file), text);
}

it('finds the folders that hold a method, in families only', () => {
  write('merging/ties-merging/method.ts');
  write('geometry/mesh-ot/method.ts');
  write('geometry/draft/notes.ts');
  write('runner/pool/method.ts');
  expect(methodFolders(sources)).toEqual(['geometry/mesh-ot', 'merging/ties-merging']);
});

it('writes one named export a method', () => {
  expect(registrySource(['geometry/mesh-ot', 'merging/ties-merging'])).toBe(
    [
      '// Written by `npm run registry` from the folders of methods; do not edit.',
      "export { default as meshOt } from './geometry/mesh-ot/method.ts';",
      "export { default as tiesMerging } from './merging/ties-merging/method.ts';",
      '',
    ].join('\n'),
  );
});

it('writes a module even for no method at all', () => {
  expect(registrySource([])).toContain('export {};');
});

it('tells an old list from a new one, and mends it only when asked to', () => {
  write('merging/ties-merging/method.ts');
  write('methods.ts', 'old');
  expect(updateRegistry(sources, true)).toBe(false);
  expect(readFileSync(path.join(sources, 'methods.ts'), 'utf8')).toBe('old');
  expect(updateRegistry(sources, false)).toBe(false);
  expect(updateRegistry(sources, true)).toBe(true);
  expect(readFileSync(path.join(sources, 'methods.ts'), 'utf8')).toContain('tiesMerging');
});
