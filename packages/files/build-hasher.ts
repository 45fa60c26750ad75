/** Compiles assembly/sha256.ts to src/sha256-module.ts: `node packages/files/build-hasher.ts`. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;

/**
 * The module as source text. It is small, so it travels in the script and needs no request and no waiting.
 * @throws Error with the compiler's own words when the sources do not compile
 */
export function hasherSource(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hasher-'));
  try {
    const out = path.join(folder, 'sha256.wasm');
    const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
    const options = ['assembly/sha256.ts', '--outFile', out, '-O3', '--noAssert', '--runtime', 'stub'];
    const { status, stderr } = spawnSync(process.execPath, [compiler, ...options], { cwd: here, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The hasher does not compile:\n${stderr}`);
    const text = readFileSync(out).toString('base64');
    return [
      '/** SHA-256 as WebAssembly, in Base64. Made by build-hasher.ts of assembly/sha256.ts; do not edit. */',
      'export const sha256Module =',
      `  '${text}';`,
      '',
    ].join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const target = path.join(here, 'src', 'sha256-module.ts');
  writeFileSync(`${target}.new`, hasherSource());
  renameSync(`${target}.new`, target);
  process.stdout.write(`${target}\n`);
}
