import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from '../server.ts';

const warmUps = 200;
const requests = 1_000;

const addresses = [
  ['health, as the least that an answer costs', '/health'],
  ['front page', '/'],
  ['search', '/search?q=merging+models'],
  ['paper page', '/papers/ties-merging'],
  ['methods', '/methods'],
] as const;

/** Milliseconds from asking to the last byte, one request after another on a kept connection. */
async function measure(url: string, times: number): Promise<{ milliseconds: number[]; bytes: number }> {
  const milliseconds: number[] = [];
  let bytes = 0;
  for (let at = 0; at < times; at++) {
    const started = performance.now();
    const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
    bytes = (await response.arrayBuffer()).byteLength;
    milliseconds.push(performance.now() - started);
  }
  return { milliseconds: milliseconds.sort((a, b) => a - b), bytes };
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Median and 99th percentile of the pages, beside the smallest answer of the same server. Needs a build. */
export async function bench(log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-bench-'));
  const server = await serve({ host: '127.0.0.1', port: 0, folder });
  log(
    `${requests} requests each, one after another, client and server in one process, ${((await (await fetch(`${server.url}/health`)).json()) as { papers: number }).papers} papers`,
  );
  log(`${'page'.padEnd(44)}${'median'.padStart(10)}${'p99'.padStart(10)}${'times'.padStart(8)}${'kB'.padStart(8)}`);
  let least = Number.NaN;
  for (const [name, address] of addresses) {
    await measure(server.url + address, warmUps);
    const { milliseconds, bytes } = await measure(server.url + address, requests);
    const median = quantile(milliseconds, 0.5);
    if (Number.isNaN(least)) least = median;
    const cells = [`${median.toFixed(2)} ms`, `${quantile(milliseconds, 0.99).toFixed(2)} ms`];
    log(
      `${name.padEnd(44)}${cells.map((cell) => cell.padStart(10)).join('')}${(median / least).toFixed(1).padStart(8)}${(bytes / 1000).toFixed(1).padStart(8)}`,
    );
  }
  await server.close();
  await rm(folder, { recursive: true });
}
