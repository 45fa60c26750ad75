import type { RunProgress } from '@offprint/methods';
import type { Terminal } from './terminal.ts';

/** Time left as a person would say it. */
export function timeLeft(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 1) return ', less than a second left';
  if (seconds < 90) return `, about ${Math.round(seconds)} s left`;
  return `, about ${Math.round(seconds / 60)} min left`;
}

/** Shows where a run is. */
export function followRun(terminal: Terminal): (progress: RunProgress) => void {
  return ({ share, steps, step, detail, secondsLeft }) =>
    terminal.progress(share, `${steps[step] ?? ''}${detail === '' ? '' : `: ${detail}`}${timeLeft(secondsLeft)}`);
}
