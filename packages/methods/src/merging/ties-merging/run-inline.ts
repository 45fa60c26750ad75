import { memorySink, openCheckpoint, type SourceReference } from '@offprint/files';
import { createRandom } from '@offprint/numerics';
import type { Notice, RunContext, Task } from '../../method.ts';
import type { Settings } from './plan.ts';
import type { TiesReport } from './report.ts';
import { mergeStreams, tasks } from './run.ts';

/** The settings of the descriptor where nothing is chosen. */
export const defaultSettings: Settings = {
  density: 0.2,
  lambda: 1,
  scope: 'as-profile',
  profile: 'paper',
  merge: 'mean',
  ties: 'as-profile',
  weights: [],
  normalise: true,
  embedding: 'error',
};

export interface InlineResult {
  readonly merged: SourceReference;
  readonly report: TiesReport;
  readonly notices: readonly Notice[];
  /** The reports on the way. */
  readonly partials: readonly TiesReport[];
}

/** A whole run in this thread, one task after another, its output in memory: for the verification and for tests. */
export async function runInline(
  files: { readonly base: SourceReference; readonly models: readonly SourceReference[] },
  settings: Partial<Settings>,
  options: { readonly signal?: AbortSignal; readonly elementsOfChunk?: number } = {},
): Promise<InlineResult> {
  const signal = options.signal ?? new AbortController().signal;
  const sink = memorySink('merged.safetensors');
  const notices: Notice[] = [];
  const partials: TiesReport[] = [];
  const base = await openCheckpoint([files.base]);
  const models = await Promise.all(files.models.map((model) => openCheckpoint([model])));
  const services = { openCheckpoint, signal };
  const context: RunContext<TiesReport> = {
    signal,
    threads: 1,
    progress({ partial }) {
      if (partial !== undefined) partials.push(partial);
    },
    notice: (code, message) => {
      notices.push({ code, message });
    },
    random: (stream) => createRandom(0, stream),
    output: async () => sink,
    async map<I, O>(name: string, items: Iterable<I>, take: (result: O, index: number) => void | Promise<void>) {
      const task = tasks[name as keyof typeof tasks] as unknown as Task<I, O>;
      let index = 0;
      for (const item of items) await take((await task(structuredClone(item), services)).result, index++);
    },
  };
  const inputs = { ...defaultSettings, ...settings, base, models };
  const { data } = await mergeStreams(inputs, context, options.elementsOfChunk);
  return { merged: await sink.commit(), report: data, notices, partials };
}
