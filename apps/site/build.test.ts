import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildSite } from './build.ts';
import { type Assets, readAssets } from './src/assets.ts';

// Inside the package, so that the built pages find the packages that they import.
const builds = fileURLToPath(new URL('./build/', import.meta.url));

let folder: string;
let assets: Assets;

beforeAll(async () => {
  await mkdir(builds, { recursive: true });
  folder = await mkdtemp(path.join(builds, 'test-'));
  await buildSite({ folder });
  assets = await readAssets(path.join(folder, 'client'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A reading page may load so much script, compressed. */
const scriptBudget = 20_000;
const keysBudget = 5_000;

interface Entry {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** Compressed bytes of an island and of everything that it imports before it does anything. */
async function scriptBytes(name: string): Promise<number> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'client/.vite/manifest.json'), 'utf8')) as Record<
    string,
    Entry
  >;
  const seen = new Set<string>();
  const visit = (entry: Entry | undefined): void => {
    if (entry === undefined || seen.has(entry.file)) return;
    seen.add(entry.file);
    for (const source of entry.imports ?? []) visit(manifest[source]);
  };
  visit(Object.values(manifest).find((entry) => `/${entry.file}` === assets.script(name)));
  let bytes = 0;
  for (const file of seen) {
    const built = assets.files.get(`/${file}`);
    bytes += (built?.encoded.gzip ?? built?.plain)?.byteLength ?? Number.NaN;
  }
  return bytes;
}

it('keeps the keys small', async () => {
  const bytes = await scriptBytes('keys');
  expect(bytes).toBeGreaterThan(200);
  expect(bytes).toBeLessThan(keysBudget);
});

it.each([
  ['front and search page', ['keys']],
  ['methods page', ['keys', 'filter']],
  ['paper page whose method runs', ['keys', 'copy', 'run-sheet']],
])('keeps the script of the %s within its budget', async (_, islands) => {
  let bytes = 0;
  for (const name of islands) bytes += await scriptBytes(name);
  expect(bytes).toBeLessThan(scriptBudget);
});

it('hosts the faces itself and names no other host', () => {
  const style = new TextDecoder().decode(assets.files.get(assets.style)?.plain);
  const faces = [...style.matchAll(/url\(([^)]+\.woff2)\)/g)].map((match) => match[1] ?? '');
  expect(faces).toHaveLength(6);
  for (const face of faces) expect(assets.files.get(face)?.type).toBe('font/woff2');
  for (const font of assets.fonts) expect(faces).toContain(font);
  expect(style).not.toMatch(/https?:|@import/);
});

it('lays compressed files beside the plain ones', () => {
  const style = assets.files.get(assets.style);
  expect(style?.encoded.br?.byteLength).toBeLessThan((style?.plain.byteLength ?? 0) / 3);
  expect(style?.encoded.gzip?.byteLength).toBeLessThan((style?.plain.byteLength ?? 0) / 3);
});

it('keeps packages out of the built pages', async () => {
  const pages = await readFile(path.join(folder, 'server/app.js'), 'utf8');
  expect(pages).toMatch(/from "hono"/);
  expect(pages).toMatch(/from "@offprint\/catalog"/);
});
