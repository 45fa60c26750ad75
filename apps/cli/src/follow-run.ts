import type { RunProgress } from '@offprint/methods';
import type { StartedRun } from '@offprint/methods/node';
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
  return ({ share, steps, step, detail, secondsLeft }) => {
    const what = `${steps[step] ?? ''}${detail === '' ? '' : `: ${detail}`}`;
    terminal.progress(share, `${what}${share < 1 ? timeLeft(secondsLeft) : ''}`);
  };
}

/** Waits for what runs in a worker; an interrupt, even one that came before, cancels it. */
export async function finish<T>(started: StartedRun<T>, terminal: Terminal): Promise<T> {
  const cancel = (): void => started.cancel();
  terminal.signal.addEventListener('abort', cancel, { once: true });
  if (terminal.signal.aborted) cancel();
  try {
    return await started.result;
  } finally {
    terminal.signal.removeEventListener('abort', cancel);
    terminal.endProgress();
  }
}
