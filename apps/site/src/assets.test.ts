import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AssetFile, type Assets, answerAsset, readAssets } from './assets.ts';

let folder: string;
let assets: Assets;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-assets-'));
  await mkdir(path.join(folder, '.vite'));
  await mkdir(path.join(folder, 'assets'));
  const files = {
    '.vite/manifest.json': JSON.stringify({
      'src/look/style.css': { file: 'assets/style-1.css', isEntry: true },
      'src/islands/keys.island.ts': { file: 'assets/keys-1.js', isEntry: true },
      'x/stix-two-text-latin-wght-normal.woff2': { file: 'assets/stix.woff2' },
      'x/hanken-grotesk-latin-wght-normal.woff2': { file: 'assets/hanken.woff2' },
    }),
    'assets/keys-1.js': 'let plain;',
    'assets/keys-1.js.br': 'brotli',
    'assets/keys-1.js.gz': 'gzip',
    'assets/stix.woff2': 'font',
    'robots.txt': 'User-agent: *',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  assets = await readAssets(folder);
});
afterAll(() => rm(folder, { recursive: true }));

function file(address: string): AssetFile {
  const found = assets.files.get(address);
  if (found === undefined) throw new Error(`${address} is not among the files`);
  return found;
}

async function ask(address: string, headers: Record<string, string> = {}): Promise<[number, string, Headers]> {
  const response = answerAsset(file(address), new Request('http://localhost/', { headers }));
  return [response.status, await response.text(), response.headers];
}

it('names style sheet, faces and scripts by their built addresses', () => {
  expect(assets.style).toBe('/assets/style-1.css');
  expect(assets.fonts).toEqual(['/assets/stix.woff2', '/assets/hanken.woff2']);
  expect(assets.script('keys')).toBe('/assets/keys-1.js');
  expect(() => assets.script('missing')).toThrow(expect.objectContaining({ code: 'server/not-built' }));
});

it('gives the best encoding that the client takes', async () => {
  expect((await ask('/assets/keys-1.js', { 'accept-encoding': 'gzip, br' }))[1]).toBe('brotli');
  expect((await ask('/assets/keys-1.js', { 'accept-encoding': 'gzip, br;q=0' }))[1]).toBe('gzip');
  expect((await ask('/assets/keys-1.js'))[1]).toBe('let plain;');
  const [, , headers] = await ask('/assets/keys-1.js', { 'accept-encoding': 'br' });
  expect(headers.get('content-encoding')).toBe('br');
  expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(headers.get('vary')).toBe('accept-encoding');
});

it('keeps hashed names for ever and others for an hour', async () => {
  expect((await ask('/assets/keys-1.js'))[2].get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect((await ask('/robots.txt'))[2].get('cache-control')).toBe('public, max-age=3600');
});

it('answers 304 to who has it', async () => {
  const [, , headers] = await ask('/robots.txt');
  const [status, body] = await ask('/robots.txt', { 'if-none-match': headers.get('etag') ?? '' });
  expect([status, body]).toEqual([304, '']);
});

it('does not serve the manifest, nor encodings by themselves', () => {
  expect([...assets.files.keys()].sort()).toEqual(['/assets/keys-1.js', '/assets/stix.woff2', '/robots.txt']);
});

it('says so when nothing was built', async () => {
  await expect(readAssets(path.join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'server/not-built',
    hint: 'Run npm run build, then start again.',
  });
});
