import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest stretch of queries without a turn of the event loop, in milliseconds. Below it nobody notices a pause. */
const longestStretchMs = 10;

let turnedAt = performance.now();

/**
 * Lets the event loop turn if that is due.
 *
 * Queries of `node:sqlite` are done when the call returns, so that a loop which awaits one after the other would never
 * let go of the thread: no timer, no socket and no signal would be heard until it ends.
 */
export async function turnIfDue(): Promise<void> {
  if (performance.now() - turnedAt < longestStretchMs) return;
  await nextTurn();
  turnedAt = performance.now();
}
