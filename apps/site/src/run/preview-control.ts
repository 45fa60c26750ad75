import { asOffprintError } from '@offprint/errors';
import type { Method } from '@offprint/methods';
import { filesKey, type Sampling } from './sampling.ts';
import { obstacle } from './sheet-plan.ts';
import type { SheetState } from './sheet-state.ts';
import type { Preview } from './view.ts';

/** Keeps a preview of the form as it stands: the same method, run in a worker on a sample of the chosen files. */
export interface PreviewControl {
  /** To be told of every state of the sheet. */
  follow(state: SheetState): void;
}

/**
 * A run that has taken so long when something newer is wanted is stopped; a shorter one is let finish, so that the
 * picture moves with a slider and does not wait for it to rest.
 */
const MILLISECONDS_TO_FINISH = 150;

interface Wanted {
  readonly state: SheetState;
  readonly files: string;
  readonly settings: string;
}

/** A method whose run on some rows would say nothing of its run on all has no preview. */
export function hasPreview(method: Method): boolean {
  return method.preview !== false && Object.keys(method.settings).length > 0;
}

/** @param show is given null where there is nothing to preview */
export function createPreviewControl(
  method: Method,
  sampling: Sampling,
  show: (preview: Preview | null) => void,
): PreviewControl {
  let wanted: Wanted | null = null;
  let working: Wanted | null = null;
  let startedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The preview, or null where it was stopped. */
  const work = async ({ state }: Wanted): Promise<Preview | null> => {
    try {
      const { size, run } = await sampling.run(state, method, state.settings);
      return { name: 'found', size, data: run.report.data };
    } catch (thrown) {
      const error = asOffprintError(thrown);
      if (error.kind === 'cancelled') return null;
      return { name: 'failed', size: sampling.sizeFor(state), error: error.toJSON() };
    }
  };

  const start = async (target: Wanted): Promise<void> => {
    working = target;
    startedAt = performance.now();
    const preview = await work(target);
    if (working !== target) return;
    working = null;
    if (wanted === null) return;
    if (preview !== null && wanted.files === target.files) show(preview);
    if (wanted !== target) begin();
  };

  /** Starts what is wanted, at once or when the run under way has had its time. */
  const begin = (): void => {
    clearTimeout(timer);
    const target = wanted;
    if (target === null || target === working) return;
    const left = working === null ? 0 : startedAt + MILLISECONDS_TO_FINISH - performance.now();
    if (left > 0) timer = setTimeout(begin, left);
    else start(target).catch(reportError);
  };

  return {
    follow(state) {
      if (!hasPreview(method)) return;
      const block = obstacle(method, state);
      const lacksFiles = block !== null && block.at in method.files;
      if (state.stage.name !== 'form' || lacksFiles) {
        wanted = null;
        if (lacksFiles) show(null);
        return;
      }
      // While a setting is being typed, the picture of the last value stays.
      if (block !== null) return;
      const files = filesKey(state);
      const settings = JSON.stringify(state.settings);
      if (wanted?.files === files && wanted.settings === settings) return;
      if (sampling.sizeFor(state) === null) show({ name: 'reading' });
      wanted = { state, files, settings };
      begin();
    },
  };
}
