import type { ProgressUpdate, RunProgress } from '../context.ts';

/** Ten times a second is as often as an eye can use. */
const SMALLEST_INTERVAL = 100;
/** Before this share of the work and this many seconds, the time left would be a guess. */
const SHARE_BEFORE_ESTIMATE = 0.05;
const SECONDS_BEFORE_ESTIMATE = 0.5;
/** How far a new estimate moves the one shown, at least; the more is done, the more it is trusted. */
const LEAST_WEIGHT_OF_NEW = 0.3;

/** Turns many updates into few, each with the time left. */
export interface ProgressMeter<R> {
  update(update: ProgressUpdate<R>): void;
  /** Shows the last update if it is still held back. */
  finish(): void;
  /** Forgets what is held back. */
  stop(): void;
}

/**
 * @param now milliseconds of a clock that never goes back
 */
export function progressMeter<R>(
  steps: readonly string[],
  show: (progress: RunProgress<R>) => void,
  now: () => number = () => performance.now(),
): ProgressMeter<R> {
  const started = now();
  const enteredAt: number[] = [started];
  let shownAt = Number.NEGATIVE_INFINITY;
  let shownStep = -1;
  let held: ProgressUpdate<R> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let total: number | null = null;

  const secondsLeft = (share: number, elapsed: number): number | null => {
    if (share < SHARE_BEFORE_ESTIMATE || elapsed < SECONDS_BEFORE_ESTIMATE) return null;
    const estimate = elapsed / share;
    const weight = Math.max(LEAST_WEIGHT_OF_NEW, share);
    total = total === null ? estimate : total + weight * (estimate - total);
    return Math.max(0, total - elapsed);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held === undefined) return;
    const update = held;
    held = undefined;
    const time = now();
    shownAt = time;
    shownStep = update.step;
    show({
      step: update.step,
      steps,
      stepSeconds: enteredAt.map((entered, index) => ((enteredAt[index + 1] ?? time) - entered) / 1000),
      share: update.share,
      detail: update.detail,
      secondsLeft: secondsLeft(update.share, (time - started) / 1000),
      ...(update.partial === undefined ? {} : { partial: update.partial }),
    });
  };
  return {
    update(update) {
      const step = Math.min(Math.max(0, update.step), steps.length - 1);
      while (enteredAt.length <= step) enteredAt.push(now());
      held = { ...update, step, share: Math.min(1, Math.max(0, update.share)) };
      const wait = shownAt + SMALLEST_INTERVAL - now();
      if (step !== shownStep || wait <= 0) flush();
      else timer ??= setTimeout(flush, wait);
    },
    finish: flush,
    stop() {
      clearTimeout(timer);
      held = undefined;
    },
  };
}
