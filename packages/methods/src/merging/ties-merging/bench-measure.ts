/** One measured job of the benchmark in a process of its own: `node bench-measure.ts JOB FOLDER`. Prints JSON. */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { openSource, sha256 } from '@offprint/files';
import { startRun } from '../../node.ts';
import { mergeBySorting } from './bench-baseline.ts';
import { benchFile, benchModels, makeBenchFiles } from './bench-files.ts';

export const jobs = ['make', 'merge', 'merge-per-tensor', 'merge-mergekit', 'copy', 'hash', 'sort'] as const;
export type Job = (typeof jobs)[number];

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Bytes. */
  readonly peakMemory: number;
  readonly note: string;
}

const threads = 2;
const pieceBytes = 2 ** 23;

async function merge(folder: string, settings: Readonly<Record<string, unknown>>): Promise<string> {
  const file = (index: number) => [{ kind: 'path' as const, path: benchFile(folder, index) }];
  const models = Array.from({ length: benchModels }, (_, index) => file(index + 1));
  const run = startRun(
    'ties-merging',
    { files: { base: [file(0)], models }, settings },
    { threads, outputs: { merged: path.join(folder, 'merged.safetensors') } },
  );
  const { outputs } = await run.result;
  return outputs['merged'].sha256;
}

/** Reads the same bytes and writes as many as the merge does, through one buffer. */
async function copy(folder: string): Promise<string> {
  const buffer = new Uint8Array(pieceBytes);
  const out = await open(path.join(folder, 'copy.safetensors'), 'w');
  for (let index = 0; index <= benchModels; index++) {
    const source = await open(benchFile(folder, index), 'r');
    const { size } = await source.stat();
    for (let at = 0; at < size; at += pieceBytes) {
      const piece = buffer.subarray(0, Math.min(pieceBytes, size - at));
      await source.read(piece, 0, piece.length, at);
      if (index === 0) await out.write(piece, 0, piece.length, at);
    }
    await source.close();
  }
  await out.sync();
  await out.close();
  return '';
}

/** Hashes the inputs, as every run does for its receipt, one after another. */
async function hash(folder: string): Promise<string> {
  for (let index = 0; index <= benchModels; index++) {
    const source = await openSource({ kind: 'path', path: benchFile(folder, index) });
    await sha256(source);
    await source.close();
  }
  return '';
}

async function sort(folder: string): Promise<string> {
  const models = Array.from({ length: benchModels }, (_, index) => benchFile(folder, index + 1));
  await mergeBySorting(benchFile(folder, 0), models, path.join(folder, 'sorted.safetensors'));
  return '';
}

const work: Readonly<Record<Job, (folder: string) => Promise<string>>> = {
  make: async (folder) => String(await makeBenchFiles(folder)),
  merge: (folder) => merge(folder, {}),
  'merge-per-tensor': (folder) => merge(folder, { scope: 'tensor' }),
  'merge-mergekit': (folder) => merge(folder, { profile: 'mergekit' }),
  copy,
  hash,
  sort,
};

async function measure(job: Job, folder: string): Promise<Measured> {
  for (const name of ['merged', 'copy', 'sorted']) await rm(path.join(folder, `${name}.safetensors`), { force: true });
  const started = performance.now();
  const note = await work[job](folder);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  // Node gives the peak in kibibytes.
  return { seconds, cpuSeconds: (user + system) / 1e6, peakMemory: process.resourceUsage().maxRSS * 1024, note };
}

if (process.argv[1] === import.meta.filename) {
  const [, , name, folder] = process.argv;
  const job = jobs.find((known) => known === name);
  if (job === undefined || folder === undefined) throw new Error(`Usage: bench-measure.ts ${jobs.join('|')} FOLDER`);
  process.stdout.write(JSON.stringify(await measure(job, folder)));
}
