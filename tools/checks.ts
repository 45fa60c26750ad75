/** The checks that need no test runner: types, style, the direction of imports, the registry. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './bootstrap.mjs';
import { findForbiddenImports } from './imports.ts';

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

function command(name: string, binary: string, args: readonly string[]): CheckResult {
  const result = spawnSync(process.execPath, [path.join(root, 'node_modules', binary), ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return { name, passed: result.status === 0, output: `${result.stdout}${result.stderr}` };
}

/** Runs every check; each counts as one test. */
export function runChecks(): CheckResult[] {
  const imports = findForbiddenImports(root);
  return [
    command('types', 'typescript/bin/tsc', ['-p', '.']),
    command('style', '@biomejs/biome/bin/biome', ['ci', '--colors=off', '--max-diagnostics=30', '.']),
    { name: 'direction of imports', passed: imports.length === 0, output: imports.join('\n') },
    command('registry', '../tools/registry.ts', ['--check']),
  ];
}
