import type { Method, RawInputs } from '@offprint/methods';
import { createPreviewer, type Previewer, type PreviewRun, type SampleSize } from '@offprint/methods/browser';
import { chosenReferences } from './sheet-plan.ts';
import type { SheetState } from './sheet-state.ts';

/** Runs of methods on a sample of the chosen files, which is taken when it is first needed. */
export interface Sampling {
  /** How much was sampled of these files; null until it was. */
  sizeFor(state: SheetState): SampleSize | null;
  /** Stops what it was doing before. @throws CancelledError in turn, and what the method throws */
  run(
    state: SheetState,
    method: Method,
    settings: RawInputs['settings'],
    options?: { readonly measure?: boolean },
  ): Promise<SampledRun>;
}

export interface SampledRun {
  readonly size: SampleSize;
  readonly run: PreviewRun;
}

/** The same for the same files in the same places. */
export function filesKey({ files }: SheetState): string {
  return Object.entries(files)
    .map(([port, list]) => `${port} ${list.map(({ key }) => key).join()}`)
    .join(';');
}

export function createSampling(): Sampling {
  let previewer: Previewer | null = null;
  let sampled: { readonly files: string; readonly size: SampleSize } | null = null;
  return {
    sizeFor: (state) => (sampled !== null && sampled.files === filesKey(state) ? sampled.size : null),
    async run(state, method, settings, options) {
      // The worker starts with the first preview, not with the sheet.
      previewer ??= createPreviewer();
      const files = filesKey(state);
      if (sampled?.files !== files) {
        sampled = null;
        sampled = { files, size: await previewer.sample(chosenReferences(state)) };
      }
      const { size } = sampled;
      return { size, run: await previewer.run(method, settings, options) };
    },
  };
}
