/** Pause before the second attempt, in milliseconds; each later one doubles it. Short, since most faults pass at once. */
const firstPauseMs = 1_000;

/** Longest pause, in milliseconds: an outage of a day costs a job one day's 24 tries, not thousands. */
const longestPauseMs = 60 * 60 * 1_000;

/**
 * How long a job waits after its `attempt`-th failed attempt (from 1), in milliseconds.
 *
 * Between half and the whole of min(1 s × 2^(attempt − 1), 1 h). Where in that range follows from the job's id, so that
 * jobs that failed together do not come back together, and a repeated calculation gives the same answer.
 */
export function backOff(id: string, attempt: number): number {
  const whole = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs);
  return Math.round(whole * (0.5 + 0.5 * shareOf(`${id}/${attempt}`)));
}

/** 32-bit FNV-1a (Fowler, Noll, Vo) of the text's UTF-16 units, as a share of its range: 0 to below 1. */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // FNV's high bits depend little on the last characters; one xor-shift and multiplication mixes them in.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
