import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError } from '@offprint/errors';

/** Encodings in which the build lays files down beside the plain ones, best first. */
export const encodings = [
  { name: 'br', suffix: '.br' },
  { name: 'gzip', suffix: '.gz' },
] as const;

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

export interface AssetFile {
  readonly type: string;
  readonly etag: string;
  /** True for names that hold a hash of their content. */
  readonly immutable: boolean;
  readonly plain: Uint8Array<ArrayBuffer>;
  readonly encoded: Readonly<Partial<Record<(typeof encodings)[number]['name'], Uint8Array<ArrayBuffer>>>>;
}

/** What the pages name of the built client. */
export interface AssetNames {
  /** Address of the style sheet. */
  readonly style: string;
  /** Addresses of the faces that every page shows at once. */
  readonly fonts: readonly string[];
  /** Address of an island's script by its name, for example `keys`. */
  script(name: string): string;
}

export interface Assets extends AssetNames {
  /** Every built file by its address. About 1 MB, so all of it stays in memory. */
  readonly files: ReadonlyMap<string, AssetFile>;
}

interface ManifestEntry {
  readonly file: string;
  readonly name?: string;
  readonly isEntry?: boolean;
}

const preloaded = ['stix-two-text-latin-wght-normal.woff2', 'hanken-grotesk-latin-wght-normal.woff2'];

/**
 * Reads the built client.
 * @throws ConflictError `server/not-built` when there is none
 */
export async function readAssets(folder: string): Promise<Assets> {
  const manifestText = await readFile(path.join(folder, '.vite/manifest.json'), 'utf8').catch((cause: unknown) => {
    throw new ConflictError('server/not-built', 'The pages have not been built yet.', {
      hint: 'Run npm run build, then start again.',
      cause,
    });
  });
  const manifest = JSON.parse(manifestText) as Readonly<Record<string, ManifestEntry>>;
  const addressOf = (matches: (source: string, entry: ManifestEntry) => boolean, what: string): string => {
    const found = Object.entries(manifest).find(([source, entry]) => matches(source, entry));
    if (found === undefined) {
      throw new ConflictError('server/not-built', `The built pages hold no ${what}.`, {
        hint: 'Run npm run build -- --force.',
      });
    }
    return `/${found[1].file}`;
  };
  return {
    style: addressOf((source) => source.endsWith('look/style.css'), 'style sheet'),
    fonts: preloaded.map((name) => addressOf((source) => source.endsWith(name), name)),
    script: (name) =>
      addressOf((source, entry) => entry.isEntry === true && source.endsWith(`/${name}.island.ts`), `script ${name}`),
    files: await readFiles(folder),
  };
}

async function readFiles(folder: string): Promise<Map<string, AssetFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !name.startsWith('.'));
  const all = new Set(names);
  const files = new Map<string, AssetFile>();
  for (const name of names) {
    const type = contentTypes[path.extname(name)];
    if (type === undefined) continue;
    const read = async (suffix: string): Promise<Uint8Array<ArrayBuffer>> =>
      new Uint8Array(await readFile(path.join(folder, name + suffix)));
    const plain = await read('');
    files.set(`/${name}`, {
      type,
      plain,
      etag: `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`,
      immutable: name.startsWith('assets/'),
      encoded: Object.fromEntries(
        await Promise.all(
          encodings
            .filter(({ suffix }) => all.has(name + suffix))
            .map(async (encoding) => [encoding.name, await read(encoding.suffix)] as const),
        ),
      ),
    });
  }
  return files;
}

/** The answer to a request for a built file, in the best encoding that the client takes. */
export function answerAsset(file: AssetFile, request: Request): Response {
  const headers = new Headers({
    'content-type': file.type,
    etag: file.etag,
    vary: 'accept-encoding',
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
  });
  if (request.headers.get('if-none-match')?.includes(file.etag) === true)
    return new Response(null, { status: 304, headers });
  const accepted = request.headers.get('accept-encoding') ?? '';
  for (const { name } of encodings) {
    const body = file.encoded[name];
    if (body === undefined || !new RegExp(`\\b${name}\\b(?!\\s*;\\s*q=0(?:\\.0*)?\\s*(?:,|$))`).test(accepted))
      continue;
    headers.set('content-encoding', name);
    headers.set('content-length', String(body.byteLength));
    return new Response(body, { headers });
  }
  headers.set('content-length', String(file.plain.byteLength));
  return new Response(file.plain, { headers });
}
