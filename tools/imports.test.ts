import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findForbiddenImports } from './imports.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'offprint-imports-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

test('imports along the arrow pass', () => {
  write('packages/methods/src/a.ts', "import { openSource } from '@offprint/files';\nexport { b } from './b.ts';\n");
  write('packages/files/src/a.node.ts', "import { open } from 'node:fs/promises';\n");
  expect(findForbiddenImports(root)).toEqual([]);
});

test('an import against the arrow is named', () => {
  write('packages/files/src/a.ts', "import type { Method } from '@offprint/methods';\n");
  expect(findForbiddenImports(root)).toEqual([
    'packages/files/src/a.ts imports @offprint/methods: packages/files may not',
  ]);
});

test('a relative import into another room is named', () => {
  write('packages/search/src/a.ts', "const x = await import('../../store/src/index.ts');\n");
  expect(findForbiddenImports(root)).toEqual([
    'packages/search/src/a.ts imports ../../store/src/index.ts: reaches into another room',
  ]);
});

test("Node's modules are refused where the browser runs the file", () => {
  write('packages/numerics/src/a.ts', "import { readFileSync } from 'node:fs';\n");
  expect(findForbiddenImports(root)).toEqual([
    'packages/numerics/src/a.ts imports node:fs: this file must run in a browser',
  ]);
});

test('a room that is not in the plan is named', () => {
  write('packages/utils/src/a.ts', 'export const a = 1;\n');
  expect(findForbiddenImports(root)).toEqual([
    'packages/utils/src/a.ts: the room packages/utils is not in the plan of imports (tools/imports.ts)',
  ]);
});
