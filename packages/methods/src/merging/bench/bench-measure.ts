/** One measured job of a benchmark in a process of its own: `node bench-measure.ts JOB`, the job in JSON. Prints JSON. */
import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { openSource, sha256 } from '@offprint/files';
import { startRun } from '../../node.ts';
import { findMethod } from '../../registry.ts';
import type { BenchCase } from './bench-cases.ts';
import { type BenchRole, benchFile, makeBenchFiles } from './bench-files.ts';
import { runTwin } from './bench-twins.ts';

export type BenchJob = { readonly folder: string } & (
  | { readonly kind: 'make'; readonly millions: number; readonly withFisher: boolean }
  /** Reads so many files and writes one, through one buffer. */
  | { readonly kind: 'copy'; readonly files: number }
  /** Hashes so many files, as every run does for its receipt, one after another. */
  | { readonly kind: 'hash'; readonly files: number }
  | { readonly kind: 'merge'; readonly given: BenchCase; readonly threads: number }
  | { readonly kind: 'twin'; readonly given: BenchCase }
);

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Bytes. */
  readonly peakMemory: number;
  /** Parameters made, or the hash of what was merged. */
  readonly note: string;
}

const pieceBytes = 2 ** 23;

function pathsOf(folder: string, given: BenchCase): Record<string, string[]> {
  const paths = (role: BenchRole, count: number): string[] =>
    Array.from({ length: count }, (_, index) => benchFile(folder, role, index + 1));
  return Object.fromEntries(Object.entries(given.ports).map(([port, { role, count }]) => [port, paths(role, count)]));
}

async function merge(folder: string, given: BenchCase, threads: number): Promise<string> {
  const files = Object.entries(pathsOf(folder, given)).map(
    ([port, paths]) => [port, paths.map((file) => [{ kind: 'path' as const, path: file }])] as const,
  );
  // What is merged goes to a file and so do outputs of many; what else there is stays in memory.
  const ports = Object.entries(findMethod(given.method).outputs);
  const [[merged]] = ports;
  const folders = ports.filter(([, { many }]) => many === true).map(([port]) => [port, folder]);
  const run = startRun(
    given.method,
    { files: Object.fromEntries(files), settings: given.settings },
    { threads, outputs: { ...Object.fromEntries(folders), [merged]: outPath(folder) } },
  );
  const { outputs } = await run.result;
  return outputs[merged].sha256;
}

function sources(folder: string, files: number): string[] {
  return [benchFile(folder, 'base'), ...[1, 2, 3].map((index) => benchFile(folder, 'model', index))]
    .concat([1, 2, 3].map((index) => benchFile(folder, 'fisher', index)))
    .slice(0, files);
}

async function copy(folder: string, files: number): Promise<void> {
  const buffer = new Uint8Array(pieceBytes);
  const out = await open(outPath(folder), 'w');
  for (const [index, file] of sources(folder, files).entries()) {
    const source = await open(file, 'r');
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
}

async function hash(folder: string, files: number): Promise<void> {
  for (const file of sources(folder, files)) {
    const source = await openSource({ kind: 'path', path: file });
    await sha256(source);
    await source.close();
  }
}

async function twin(folder: string, given: BenchCase): Promise<void> {
  const { base, models = [], fishers = [] } = pathsOf(folder, given);
  await runTwin(given.twin ?? '', { base: base?.[0] ?? models[0], models, fishers }, outPath(folder));
}

function outPath(folder: string): string {
  return path.join(folder, 'out.safetensors');
}

async function perform(job: BenchJob): Promise<string> {
  if (job.kind === 'make') return String(await makeBenchFiles(job.folder, job.millions, job.withFisher));
  if (job.kind === 'merge') return merge(job.folder, job.given, job.threads);
  if (job.kind === 'copy') await copy(job.folder, job.files);
  if (job.kind === 'hash') await hash(job.folder, job.files);
  if (job.kind === 'twin') await twin(job.folder, job.given);
  return '';
}

async function measure(job: BenchJob): Promise<Measured> {
  await rm(outPath(job.folder), { force: true });
  const started = performance.now();
  const note = await perform(job);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage();
  // Node gives the peak in kibibytes.
  return { seconds, cpuSeconds: (user + system) / 1e6, peakMemory: process.resourceUsage().maxRSS * 1024, note };
}

if (process.argv[1] === import.meta.filename) {
  // Its own benchmark writes the job.
  process.stdout.write(JSON.stringify(await measure(JSON.parse(process.argv[2]) as BenchJob)));
}
