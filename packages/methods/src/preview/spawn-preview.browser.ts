import { watchWorker } from '../runner/worker-handle.browser.ts';
import { type Previewer, previewerIn } from './previewer.ts';

/** Starts a preview worker. The address must stand here literally. */
export function createPreviewer(): Previewer {
  return previewerIn(watchWorker(new Worker(new URL('./preview-worker.ts', import.meta.url), { type: 'module' })));
}
