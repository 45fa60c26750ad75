import type { Patterns } from './patterns.ts';
import type { Floats } from './unfold.ts';

/** How well a network does on labelled examples. */
export interface Score {
  /** Mean cross-entropy, in nats. */
  readonly loss: number;
  /** Share of examples whose largest output is their class. */
  readonly accuracy: number;
}

export function scoreOf(outputs: Floats, { labels, count }: Patterns): Score {
  const classes = outputs.length / count;
  let [loss, right] = [0, 0];
  for (let row = 0; row < count; row++) {
    const line = outputs.subarray(row * classes, (row + 1) * classes);
    const most = largestOf(line);
    let total = 0;
    for (const value of line) total += Math.exp(value - most);
    loss += most + Math.log(total) - line[labels[row]];
    if (line.indexOf(most) === labels[row]) right++;
  }
  return { loss: loss / count, accuracy: right / count };
}

function largestOf(line: Floats): number {
  let most = line[0];
  for (const value of line) most = Math.max(most, value);
  return most;
}

/** How far the loss between two networks rises above the straight line between their losses; at least 0. */
export function barrierOf(lambdas: readonly number[], losses: readonly number[]): number {
  const [first, last] = [losses[0], losses[losses.length - 1]];
  return Math.max(0, ...losses.map((loss, at) => loss - ((1 - lambdas[at]) * first + lambdas[at] * last)));
}
