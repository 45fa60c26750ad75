import { openCheckpoint, type SourceReference } from '@offprint/files';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import type { Notice } from '../../method.ts';
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

/** A whole run in this thread, its output in memory: for the verification and for tests. */
export async function runInline(
  files: { readonly base: SourceReference; readonly models: readonly SourceReference[] },
  settings: Partial<Settings>,
  options: { readonly signal?: AbortSignal; readonly elementsOfChunk?: number } = {},
): Promise<InlineResult> {
  const inline = inlineContext<TiesReport>(tasks, options);
  const base = await openCheckpoint([files.base]);
  const models = await Promise.all(files.models.map((model) => openCheckpoint([model])));
  const inputs = { ...defaultSettings, ...settings, base, models };
  const { data } = await mergeStreams(inputs, inline.context, options.elementsOfChunk);
  const [merged] = (await inline.commit()).values();
  return { merged, report: data, notices: inline.notices, partials: inline.partials };
}
