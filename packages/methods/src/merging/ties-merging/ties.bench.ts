import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { benchModels } from './bench-files.ts';
import type { Job, Measured } from './bench-measure.ts';

const run = promisify(execFile);

/** Runs of each quick job; the fastest counts, as other programs only ever slow one down. */
const repeats = 3;

async function measureOnce(job: Job, folder: string): Promise<Measured> {
  const script = path.join(import.meta.dirname, 'bench-measure.ts');
  const { stdout } = await run(process.execPath, [script, job, folder]);
  return JSON.parse(stdout) as Measured;
}

async function fastest(job: Job, folder: string): Promise<Measured> {
  const all: Measured[] = [];
  for (let n = 0; n < repeats; n++) all.push(await measureOnce(job, folder));
  return all.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

/**
 * Merges a base and three models of 200 M bfloat16 parameters with two threads, beside a plain copy of the same bytes and
 * a merge that sorts each tensor. Needs 2.5 GB of disk and takes about two minutes.
 */
export async function bench(log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-ties-'));
  try {
    const { note: parameters } = await measureOnce('make', folder);
    log(
      `Base and ${benchModels} models of ${Number(parameters).toLocaleString('en')} bfloat16 parameters; warm page cache.`,
    );
    const show = (name: string, { seconds, cpuSeconds, peakMemory }: Measured): void =>
      log(
        `${name.padEnd(44)}${seconds.toFixed(2).padStart(7)} s ${cpuSeconds.toFixed(2).padStart(7)} CPU s  ${gigabytes(peakMemory)}`,
      );
    const copy = await fastest('copy', folder);
    show('copy: read all, write one, sync', copy);
    const hash = await fastest('hash', folder);
    show('SHA-256 of the inputs, for the receipt', hash);
    const merged = await fastest('merge', folder);
    show('merge, whole model, 2 threads', merged);
    show('merge, each tensor, 2 threads', await fastest('merge-per-tensor', folder));
    show('merge, profile mergekit, 2 threads', await fastest('merge-mergekit', folder));
    const sorted = await measureOnce('sort', folder);
    show('baseline that sorts each tensor, one run', sorted);
    log(
      `The merge takes ${(merged.seconds / copy.seconds).toFixed(1)} times a copy; the baseline ${(sorted.seconds / merged.seconds).toFixed(0)} times the merge.`,
    );
    log(
      `Bound: of ${merged.cpuSeconds.toFixed(1)} CPU s, ${hash.cpuSeconds.toFixed(1)} hash the inputs; the rest reads every file three times (rank, vote, merge) and computes on it.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
