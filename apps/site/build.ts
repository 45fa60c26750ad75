/**
 * Builds the site: the client (style sheet, faces, islands, their workers and WebAssembly) to `build/client`, and the
 * pages, whose TSX Node cannot run, to `build/server`. Packages stay outside, so that Node runs them from their sources.
 */
import { globSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Endings of files that compression makes smaller; fonts are compressed already. */
const compressed = new Set(['.css', '.js', '.json', '.svg', '.txt', '.wasm']);

export interface BuildOptions {
  /** Where `client` and `server` go. Default: `build` beside this file. */
  readonly folder?: string;
  /** Builds again on every change until the process ends. */
  readonly watch?: boolean;
}

function shared(folder: string, options: BuildOptions): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
    build: { outDir: folder, emptyOutDir: true, ...(options.watch === true ? { watch: {} } : {}) },
  };
}

/** How long plugins took is no news to who starts the site. */
const quiet = { pluginTimings: false };

/** Everything that is not a file of this package. */
const isPackage = (specifier: string): boolean => /^[@a-z]/.test(specifier) && !path.isAbsolute(specifier);

/** Builds client and server. @throws what Vite throws, with the file and the line */
export async function buildSite(options: BuildOptions = {}): Promise<void> {
  const folder = options.folder ?? path.join(root, 'build');
  const client = path.join(folder, 'client');
  const base = shared(client, options);
  await Promise.all([
    build({
      ...base,
      // Small files stay files: the content security policy allows no `data:` scripts, and WebAssembly streams.
      build: {
        ...base.build,
        assetsInlineLimit: 0,
        manifest: true,
        modulePreload: { polyfill: false },
        target: 'es2022',
        rolldownOptions: {
          checks: quiet,
          input: ['src/look/style.css', ...globSync('src/**/*.island.ts', { cwd: root })].map((file) =>
            path.join(root, file),
          ),
        },
      },
      worker: { format: 'es', rolldownOptions: { checks: quiet } },
    }).then(() => (options.watch === true ? undefined : compressFolder(client))),
    build({
      ...base,
      publicDir: false,
      build: {
        ...base.build,
        outDir: path.join(folder, 'server'),
        ssr: path.join(root, 'src/app.tsx'),
        target: 'node26',
        minify: false,
        rolldownOptions: { checks: quiet, external: isPackage, output: { entryFileNames: 'app.js' } },
      },
    }),
  ]);
}

/** Lays a Brotli and a gzip file beside each that gains by it. */
async function compressFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && compressed.has(path.extname(entry.name)) && !entry.parentPath.includes('.vite'),
  );
  await Promise.all(
    files.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const plain = await readFile(file);
      const [brotli, zipped] = await Promise.all([
        promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.byteLength } }),
        promisify(gzip)(plain, { level: 9 }),
      ]);
      if (brotli.byteLength < plain.byteLength) await writeFile(`${file}.br`, brotli);
      if (zipped.byteLength < plain.byteLength) await writeFile(`${file}.gz`, zipped);
    }),
  );
}

const startedDirectly =
  process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url);
if (startedDirectly) await buildSite({ watch: process.argv.includes('--watch') });
