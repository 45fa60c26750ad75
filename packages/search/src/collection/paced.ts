import { setImmediate } from 'node:timers/promises';

/** The event loop is never held for much longer than this. In milliseconds. */
const turn = 20;

/** Runs a computation to its end and lets other work in between. */
export async function paced<T>(steps: Generator<undefined, T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since > turn) {
      await setImmediate();
      since = performance.now();
    }
  }
}
