import { createReadStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { createGunzip } from 'node:zlib';
import type { DocumentFeed, IndexedDocument } from './document.ts';
import { openIndex } from './index.ts';

/** A line of the arXiv listing. */
interface Line {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
  readonly categories: readonly string[];
}

const queriesOfAKind = 200;
const hits = 20;

async function* readPapers(file: string): AsyncGenerator<IndexedDocument, undefined> {
  let change = 0;
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) {
    const paper = JSON.parse(line) as Line;
    change += 1;
    yield {
      id: paper.id,
      title: paper.title,
      body: paper.abstract,
      deleted: false,
      change,
      family: paper.categories[0] ?? null,
      year: null,
    };
  }
}

/** The papers as a feed that is read once and in order, so that memory holds one page of them. */
function feedOnce(papers: AsyncGenerator<IndexedDocument, undefined>, count: number): DocumentFeed {
  let reached = 0;
  return {
    currentChange: async () => count,
    async changesSince(_change, limit) {
      const documents: IndexedDocument[] = [];
      while (documents.length < limit && reached < count) {
        const next = await papers.next();
        if (next.done === true) break;
        documents.push(next.value);
        reached += 1;
      }
      return { documents, reached, more: reached < count };
    },
  };
}

const cpuSeconds = (): number => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

/** Milliseconds of each query, sorted. */
function time(queries: readonly string[], run: (query: string) => void): Float64Array {
  return Float64Array.from(queries, (query) => {
    const started = performance.now();
    run(query);
    return performance.now() - started;
  }).sort();
}

const quantile = (times: Float64Array, share: number): number => times[Math.floor(share * (times.length - 1))];

/**
 * Indexes 74,728 papers and asks for one, two and five words out of titles, beside SQLite's FTS5 with its own porter
 * stemmer, bm25 and title weight, on the same papers, in the same run, queries turn by turn.
 */
export async function bench(log: (line: string) => void): Promise<void> {
  const shared = process.env['OFFPRINT_SHARED'];
  const file = shared === undefined ? '' : path.join(shared, 'data/arxiv-daily/papers.jsonl.gz');
  if (!existsSync(file)) {
    log('Not run: OFFPRINT_SHARED does not name a folder with data/arxiv-daily/papers.jsonl.gz, the papers to index.');
    return;
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-search-bench-'));
  const peer = new DatabaseSync(path.join(folder, 'peer.sqlite'));
  try {
    const titles: string[] = [];
    for await (const { title } of readPapers(file)) titles.push(title);

    let cpu = cpuSeconds();
    let started = performance.now();
    const index = await openIndex({ folder, feed: feedOnce(readPapers(file), titles.length) });
    const built = { cpu: cpuSeconds() - cpu, wall: (performance.now() - started) / 1000 };
    log(
      `build     ${index.documents} papers in ${built.cpu.toFixed(1)} CPU s, ${built.wall.toFixed(1)} s; peak memory ${megabytes(process.resourceUsage().maxRSS * 1024)}`,
    );
    started = performance.now();
    await index.save();
    const files = (await readdir(folder)).filter((name) => name.startsWith('segment-'));
    const sizes = await Promise.all(files.map(async (name) => (await stat(path.join(folder, name))).size));
    const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
    log(
      `save      ${((performance.now() - started) / 1000).toFixed(2)} s, ${megabytes(size)} in ${files.length} files`,
    );
    started = performance.now();
    await openIndex({ folder, feed: feedOnce(readPapers(file), titles.length) });
    log(`open      ${((performance.now() - started) / 1000).toFixed(2)} s`);

    cpu = cpuSeconds();
    peer.exec(
      `PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE papers USING fts5(title, body, content='', tokenize='porter unicode61'); BEGIN`,
    );
    const insert = peer.prepare('INSERT INTO papers (title, body) VALUES (?, ?)');
    for await (const { title, body } of readPapers(file)) insert.run(title, body);
    peer.exec(`COMMIT; INSERT INTO papers (papers) VALUES ('optimize')`);
    const peerCpu = cpuSeconds() - cpu;
    log(`FTS5      built in ${peerCpu.toFixed(1)} CPU s; ours takes ${(built.cpu / peerCpu).toFixed(2)} of that`);

    const select = peer.prepare(
      `SELECT rowid FROM papers WHERE papers MATCH ? ORDER BY bm25(papers, 3.0, 1.0) LIMIT ${hits}`,
    );
    log('words     ours p50 / p99 ms     FTS5 p50 / p99 ms     FTS5 / ours');
    for (const count of [1, 2, 5]) {
      const queries = Array.from({ length: queriesOfAKind }, (_, number) => {
        // A prime stride goes through the whole listing; short words are mostly stop words.
        const words = titles[(number * 7919) % titles.length].match(/[A-Za-z]{4,}/g) ?? [];
        return words.slice(0, count).join(' ');
      }).filter((query) => query.split(' ').length === count);
      const ours = (query: string): unknown => index.search(query, { limit: hits, offset: 0 });
      const theirs = (query: string): unknown =>
        select.all(
          query
            .split(' ')
            .map((word) => `"${word}"`)
            .join(' OR '),
        );
      time(queries, ours);
      const a = time(queries, ours);
      time(queries, theirs);
      const b = time(queries, theirs);
      const cell = (times: Float64Array): string =>
        `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.99).toFixed(2)}`.padEnd(22);
      log(
        `${String(count).padEnd(10)}${cell(a)}${cell(b)}${(quantile(b, 0.5) / quantile(a, 0.5)).toFixed(0)} times at the median`,
      );
    }
    await index.close();
  } finally {
    peer.close();
    await rm(folder, { recursive: true, force: true });
  }
}
