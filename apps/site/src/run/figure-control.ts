import type { Method } from '@offprint/methods';
import { settleLabels } from './settle-labels.ts';
import type { DrawnFigure } from './view.ts';

/** Draws the figure of what was reported last, one drawing at a time, and again when its place changes its width. */
export interface FigureControl {
  /** `null` takes the figure away. */
  draw(data: unknown): void;
}

/** A drawing that would change by less than this many pixels is left as it is. */
const NARROWEST_CHANGE = 8;

export function createFigureControl(
  method: Method,
  host: HTMLElement,
  show: (drawn: DrawnFigure | null) => void,
): FigureControl {
  let wanted: unknown = null;
  let drawing = false;
  let drawnWidth = 0;

  const width = (): number => host.querySelector<HTMLElement>('[data-figure], .sheet-head')?.clientWidth ?? 0;

  const work = async (): Promise<void> => {
    // The drawing module brings Observable Plot, which no page needs that shows no figure.
    const { drawReport } = await import('./draw.ts');
    while (wanted !== null) {
      const data = wanted;
      drawnWidth = width();
      const drawn = await drawReport(method, data, drawnWidth);
      if (wanted === null) break;
      show(drawn);
      if (drawn.narrow && drawn.picture !== null) settleLabels(drawn.picture);
      if (wanted === data) break;
    }
  };

  const start = (): void => {
    if (drawing || wanted === null) return;
    drawing = true;
    work()
      // A figure that cannot be drawn must not take the result away.
      .catch(reportError)
      .finally(() => {
        drawing = false;
      });
  };

  new ResizeObserver(() => {
    if (Math.abs(width() - drawnWidth) >= NARROWEST_CHANGE) start();
  }).observe(host);

  return {
    draw(data) {
      if (data === wanted) return;
      wanted = data;
      if (data === null) show(null);
      else start();
    },
  };
}
