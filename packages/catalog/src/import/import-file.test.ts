import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { startDatabases, type TestDatabases } from '@offprint/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Catalog } from '../catalog.ts';
import { openEmptyCatalog, type TestCatalog } from '../testing/open-catalog.ts';
import { needsShared, sharedFile } from '../testing/shared-folder.ts';
import { type ImportProgress, importFile, mostProblems } from './import-file.ts';

let databases: TestDatabases;
let opened: TestCatalog;
let catalog: Catalog;
let folder: string;

beforeAll(async () => {
  databases = await startDatabases('sqlite');
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-import-'));
});
afterAll(async () => {
  await databases.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  opened = await openEmptyCatalog(databases);
  catalog = opened.catalog;
});
afterEach(() => opened.close());

async function file(content: string | Uint8Array, name = 'papers'): Promise<string> {
  const at = path.join(folder, name);
  await writeFile(at, content);
  return at;
}

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ title: `Paper number ${index}` })).join('\n');

describe('importFile', () => {
  it('reads our own fields, with the ends of lines of any system', async () => {
    const content =
      '\ufeff{"title":"One","year":2020,"authors":["Ann Arbor"]}\r\n\r\n{"title":"Two","familyName":"x"}\r{"title":"Three"}\n';
    expect(await importFile(catalog, await file(content))).toMatchObject({
      format: 'jsonl',
      found: 3,
      added: 3,
      problems: [],
      bytes: Buffer.byteLength(content),
    });
    expect((await catalog.list({ order: 'new', limit: 5 })).papers.map(({ title }) => title).sort()).toEqual([
      'One',
      'Three',
      'Two',
    ]);
  });

  it("reads arXiv's fields", async () => {
    const line = {
      id: '2503.11731',
      listed: '2025-03-18',
      title: 'Sensor Simulation',
      authors: ['Ann Arbor', 'Bo Cox'],
      categories: ['cs.CV'],
      comment: null,
      abstract: 'We simulate. Code: https://github.com/arbor/sim.',
    };
    const broken = { ...line, id: '2503.11732', title: '' };
    const content = [JSON.stringify(line), JSON.stringify(broken), '{"id":'].join('\n');
    expect(await importFile(catalog, await file(gzipSync(content)))).toMatchObject({
      format: 'arxiv-jsonl',
      found: 1,
      added: 1,
      problemCount: 2,
      problems: [
        { line: 2, message: "The field 'title' cannot be used: is empty." },
        { line: 3, message: 'is not a JSON object' },
      ],
    });
    expect(await catalog.get('2503.11731')).toMatchObject({
      title: 'Sensor Simulation',
      authors: ['Ann Arbor', 'Bo Cox'],
      listedOn: '2025-03-18',
      codeUrl: 'https://github.com/arbor/sim',
      year: 2025,
      sources: { abstract: 'arxiv' },
    });
  });

  it('lists the first problems with their lines and counts all', async () => {
    const content = `${lines(1)}\n${Array.from({ length: mostProblems + 20 }, () => '[]').join('\n')}`;
    const report = await importFile(catalog, await file(content));
    expect(report).toMatchObject({ found: 1, problemCount: mostProblems + 20 });
    expect(report.problems).toHaveLength(mostProblems);
    expect(report.problems[0]).toEqual({ line: 2, message: 'is not a JSON object' });
  });

  it('says where bytes are no text', async () => {
    const content = Buffer.concat([Buffer.from('{"title":"Caf'), Buffer.from([0xe9]), Buffer.from('"}')]);
    expect(await importFile(catalog, await file(content))).toMatchObject({
      found: 1,
      problems: [{ line: 1, message: 'holds bytes that are not UTF-8, shown as \ufffd' }],
    });
  });

  it('reads UTF-16 that says so', async () => {
    const text = '\ufeff{"title":"Größe"}\n';
    expect(await importFile(catalog, await file(Buffer.from(text, 'utf16le')))).toMatchObject({
      found: 1,
      problems: [],
    });
    expect((await catalog.list({ order: 'new', limit: 1 })).papers[0]?.title).toBe('Größe');
  });

  it('reports progress by bytes, ending at one', async () => {
    const seen: ImportProgress[] = [];
    await importFile(catalog, await file(lines(1300)), { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ found }) => found)).toEqual([500, 1000, 1300]);
    expect(seen.at(-1)?.share).toBe(1);
    expect(seen.every(({ share }) => share > 0 && share <= 1)).toBe(true);
  });

  it('cancels between batches and says what is kept', async () => {
    const stop = new AbortController();
    const importing = importFile(catalog, await file(lines(1300)), {
      signal: stop.signal,
      onProgress: ({ found }) => found === 1000 && stop.abort(),
    });
    await expect(importing).rejects.toMatchObject({
      code: 'run/cancelled',
      message: expect.stringContaining('The 1000 papers read before are kept'),
    });
    expect(await catalog.count()).toBe(1000);
  });

  it('keeps what came before the damage in a compressed file', async () => {
    const at = await file(gzipSync(lines(60_000)), 'cut.gz');
    await truncate(at, 60_000);
    await expect(importFile(catalog, at)).rejects.toMatchObject({ code: 'import/damaged', where: { file: at } });
    expect((await catalog.count()) % 500).toBe(0);
    expect(await catalog.count()).toBeGreaterThan(0);
  });

  it('takes its time with a line without end, and gives up at a limit', async () => {
    const at = await file(`{"title":"One"}\n${'x'.repeat(17 * 1024 * 1024)}`);
    await expect(importFile(catalog, at)).rejects.toMatchObject({ code: 'import/line-too-long', where: { line: 2 } });
  });

  it.each([
    ['an empty file', ''],
    ['a letter', 'Dear reader,\n\nThis is only a letter.\n'],
    ['a web page', `<!doctype html><title>Papers</title>${'<p>A paragraph of some length.</p>'.repeat(20)}`],
    ['a JSON array', '[{"title":"One"}]'],
    ['numbers', '{"loss":0.3}\n{"loss":0.2}\n'],
    ['binary data', Buffer.from([0, 1, 2, 3, 255, 254, 0, 7])],
    [
      'a README',
      `# Title\n\n${'A long line about a program. '.repeat(12)}\n\n## Use\n\n${'Another long line. '.repeat(15)}\n`,
    ],
    ['a damaged compressed file', Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3])],
  ])('does not take %s for papers', async (_name, content) => {
    const at = await file(content, 'unknown');
    await expect(importFile(catalog, at)).rejects.toMatchObject({
      code: 'import/unknown-format',
      hint: expect.stringMatching(/JSON Lines.*BibTeX.*gzip/),
      where: { file: at },
    });
    expect(await catalog.count()).toBe(0);
  });

  it('says when there is no such file, and when it is a folder', async () => {
    await expect(importFile(catalog, path.join(folder, 'missing'))).rejects.toMatchObject({ code: 'file/not-found' });
    await expect(importFile(catalog, folder)).rejects.toMatchObject({ code: 'import/not-a-file' });
  });
});

const sample = sharedFile('data', 'arxiv-daily', 'sample-3000.jsonl');

describe.skipIf(sample === null)(`a sample of arXiv (${needsShared})`, () => {
  it('is read whole, and joins itself', async () => {
    expect(await importFile(catalog, sample ?? '')).toMatchObject({
      format: 'arxiv-jsonl',
      found: 3000,
      added: 3000,
      problemCount: 0,
    });
    expect(await importFile(catalog, sample ?? '')).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 3000,
      joined: 3000,
    });
    expect(await catalog.count()).toBe(3000);
  });
});
