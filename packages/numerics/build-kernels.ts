/** Compiles assembly/ to the modules that src/ loads: `node packages/numerics/build-kernels.ts [NAME…]`. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

const here = import.meta.dirname;

/** Each module: where its sources begin, and the file that is committed. */
export const modules = {
  kernels: { source: 'assembly/index.ts', target: 'src/kernels.wasm' },
  linearAlgebra: { source: 'assembly/linear-algebra/index.ts', target: 'src/linear-algebra/linear-algebra.wasm' },
} as const;

/**
 * The bytes that the compiler makes of a module. The same sources and compiler version give the same bytes.
 * @throws Error with the compiler's own words when the sources do not compile
 */
export function compileKernels(module: { readonly source: string } = modules.kernels): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), 'kernels-'));
  try {
    const out = path.join(folder, 'kernels.wasm');
    const compiler = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
    const options = [module.source, '--outFile', out, '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
    const { status, stderr } = spawnSync(process.execPath, [compiler, ...options], { cwd: here, encoding: 'utf8' });
    if (status !== 0) throw new Error(`The kernels do not compile:\n${stderr}`);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const wanted = process.argv.slice(2);
  for (const [name, module] of Object.entries(modules)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    const target = path.join(here, module.target);
    const bytes = compileKernels(module);
    writeFileSync(`${target}.new`, bytes);
    renameSync(`${target}.new`, target);
    process.stdout.write(`${target}: ${bytes.length} bytes\n`);
  }
}
