import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type BenchCase, benchCases, filesOf } from './bench-cases.ts';
import { benchModels } from './bench-files.ts';
import type { BenchJob, Measured } from './bench-measure.ts';

const run = promisify(execFile);

export interface BenchOptions {
  /** Only the cases of this method; the only way to those that take minutes. */
  readonly only?: string;
  /** Millions of parameters of each model; default 200. */
  readonly parameters?: string;
  /** Runs of each quick job, of which the fastest counts; default 3. */
  readonly repeats?: string;
  /** Measures how time and memory grow from 100 M to 1 B parameters instead. */
  readonly growth?: string;
}

const threads = 2;
/** The plain twins take so long that they run on a model of one block, and their time is scaled by the parameters. */
const twinMillions = 47;
const growthMillions = [100, 200, 400, 1000];
const growthMethods = ['task-arithmetic', 'ties-merging', 'dare'];

type Log = (line: string) => void;

async function measureOnce(job: BenchJob): Promise<Measured> {
  const script = path.join(import.meta.dirname, 'bench-measure.ts');
  const { stdout } = await run(process.execPath, [script, JSON.stringify(job)]);
  return JSON.parse(stdout) as Measured;
}

/** Other programs only ever slow a run down, so the fastest one counts. */
async function fastest(job: BenchJob, repeats: number): Promise<Measured> {
  let best = await measureOnce(job);
  for (let n = 1; n < repeats; n++) {
    const one = await measureOnce(job);
    if (one.seconds < best.seconds) best = one;
  }
  return best;
}

async function inFolder<T>(
  millions: number,
  withFisher: boolean,
  work: (folder: string, parameters: number) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offprint-merging-'));
  try {
    const { note } = await measureOnce({ kind: 'make', folder, millions, withFisher });
    return await work(folder, Number(note));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function row(title: string, { seconds, cpuSeconds, peakMemory }: Measured, rest: readonly string[] = []): string {
  const figures = [seconds.toFixed(2), cpuSeconds.toFixed(2), `${(peakMemory / 1e9).toFixed(2)}`, ...rest];
  return [title.padEnd(38), ...figures.map((figure) => figure.padStart(11))].join('');
}

function heading(...columns: readonly string[]): string {
  return [''.padEnd(38), ...columns.map((column) => column.padStart(11))].join('');
}

const load = (): string => `load of the machine ${loadavg()[0].toFixed(1)}`;
const thousands = (parameters: number): string => (parameters / 1e6).toFixed(0);

/** Seconds of every twin, scaled to that many parameters. */
async function measureTwins(cases: readonly BenchCase[], parameters: number): Promise<ReadonlyMap<string, Measured>> {
  const withTwin = cases.filter(({ twin }) => twin !== undefined);
  if (withTwin.length === 0) return new Map();
  return inFolder(twinMillions, needsFisher(cases), async (folder, small) => {
    const found = new Map<string, Measured>();
    for (const given of withTwin) {
      const measured = await measureOnce({ kind: 'twin', folder, given });
      found.set(given.title, { ...measured, seconds: (measured.seconds * parameters) / small });
    }
    return found;
  });
}

function needsFisher(cases: readonly BenchCase[]): boolean {
  return cases.some(({ ports }) => Object.values(ports).some(({ role }) => role === 'fisher'));
}

/**
 * Merges a base and three models of bfloat16 parameters by every registered method that needs no training and no
 * decompositions, beside a copy
 * of the same bytes and a plain twin. Needs six times a model's bytes of disk, nine with Fisher diagonals.
 */
export async function benchMerging(log: Log, options: BenchOptions = {}): Promise<void> {
  if (options.growth !== undefined) return benchGrowth(log, options.only);
  const cases = benchCases(options.only);
  const repeats = Number(options.repeats ?? 3);
  await inFolder(Number(options.parameters ?? 200), needsFisher(cases), async (folder, parameters) => {
    log(
      `Base and ${benchModels} models of ${thousands(parameters)} M bfloat16 parameters, ${threads} threads, page cache warm, fastest of ${repeats}; ${load()}.`,
    );
    log(heading('seconds', 'CPU s', 'peak GB', 'x copy', 'twin x'));
    const copies = new Map<number, Measured>();
    for (const files of new Set(cases.map(filesOf))) {
      copies.set(files, await fastest({ kind: 'copy', folder, files }, repeats));
      log(row(`copy: read ${files} files, write one, sync`, copies.get(files) ?? nothing));
      log(row(`SHA-256 of ${files} files, for the receipt`, await fastest({ kind: 'hash', folder, files }, repeats)));
    }
    const twins = await measureTwins(cases, parameters);
    for (const given of cases) {
      const runs = given.slow === true ? 1 : repeats;
      const merged = await fastest({ kind: 'merge', folder, given, threads }, runs);
      const copied = copies.get(filesOf(given)) ?? nothing;
      const twin = twins.get(given.title);
      log(
        row(given.title, merged, [
          (merged.seconds / copied.seconds).toFixed(1),
          twin === undefined ? '' : (twin.seconds / merged.seconds).toFixed(0),
        ]),
      );
    }
    for (const [title, { seconds, peakMemory }] of twins) {
      log(
        `twin of ${title}: ${seconds.toFixed(0)} s, scaled from ${twinMillions} M parameters, where its peak was ${(peakMemory / 1e9).toFixed(1)} GB`,
      );
    }
    log(`At the end: ${load()}.`);
  });
}

const nothing: Measured = { seconds: Number.NaN, cpuSeconds: Number.NaN, peakMemory: Number.NaN, note: '' };

/** Time and memory beside the size of the model: the first should grow as it does, the second not at all. */
async function benchGrowth(log: Log, only: string | undefined): Promise<void> {
  log(heading('parameters', 'seconds', 'CPU s', 'peak GB', 'ns each'));
  for (const millions of growthMillions) {
    await inFolder(millions, false, async (folder, parameters) => {
      for (const method of only === undefined ? growthMethods : [only]) {
        for (const given of benchCases(method).slice(0, 1)) {
          const { seconds, cpuSeconds, peakMemory } = await measureOnce({ kind: 'merge', folder, given, threads });
          const figures = [`${thousands(parameters)} M`, seconds.toFixed(2), cpuSeconds.toFixed(2)];
          const rest = [(peakMemory / 1e9).toFixed(2), ((1e9 * seconds) / parameters).toFixed(1)];
          log([given.title.padEnd(38), ...[...figures, ...rest].map((figure) => figure.padStart(11))].join(''));
        }
      }
    });
  }
}
