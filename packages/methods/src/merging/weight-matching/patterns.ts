/**
 * Small pictures of the ten digits, each written a little differently, with noise: something to train two networks on
 * where nobody has data at hand. Only the four operations and square roots, so that every engine draws the same ones.
 */
import { createRandom, type Random } from '@offprint/numerics';

export const side = 8;
export const pixels = side * side;
export const classes = 10;

export interface Patterns {
  /** `count` × 64 numbers, from about 0 to about 1. */
  readonly x: Float64Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

type Points = readonly (readonly [number, number])[];

/** Lines of the pen for each digit, in a square from 0 to 1 with y downwards. */
const strokes: readonly (readonly Points[])[] = [
  [
    [
      [0.5, 0],
      [0.15, 0.25],
      [0.15, 0.75],
      [0.5, 1],
      [0.85, 0.75],
      [0.85, 0.25],
      [0.5, 0],
    ],
  ],
  [
    [
      [0.3, 0.2],
      [0.55, 0],
      [0.55, 1],
    ],
  ],
  [
    [
      [0.15, 0.2],
      [0.5, 0],
      [0.85, 0.25],
      [0.15, 1],
      [0.9, 1],
    ],
  ],
  [
    [
      [0.15, 0.05],
      [0.8, 0.05],
      [0.45, 0.4],
      [0.85, 0.7],
      [0.5, 1],
      [0.1, 0.9],
    ],
  ],
  [
    [
      [0.65, 1],
      [0.65, 0],
      [0.1, 0.65],
      [0.95, 0.65],
    ],
  ],
  [
    [
      [0.85, 0],
      [0.2, 0],
      [0.2, 0.45],
      [0.7, 0.45],
      [0.85, 0.75],
      [0.5, 1],
      [0.1, 0.9],
    ],
  ],
  [
    [
      [0.75, 0],
      [0.2, 0.45],
      [0.2, 0.85],
      [0.6, 1],
      [0.85, 0.75],
      [0.55, 0.5],
      [0.2, 0.65],
    ],
  ],
  [
    [
      [0.1, 0],
      [0.9, 0],
      [0.4, 1],
    ],
  ],
  [
    [
      [0.5, 0.45],
      [0.2, 0.2],
      [0.5, 0],
      [0.8, 0.2],
      [0.5, 0.45],
      [0.15, 0.75],
      [0.5, 1],
      [0.85, 0.75],
      [0.5, 0.45],
    ],
  ],
  [
    [
      [0.8, 0.35],
      [0.45, 0.5],
      [0.15, 0.25],
      [0.5, 0],
      [0.8, 0.2],
      [0.75, 1],
    ],
  ],
];

/** Half the width of the pen, in pixels, and where its edge ends. */
const pen = 0.45;
const edge = 0.9;
/** Grey of the paper, and noise on all of it. */
const ground = 0.1;
const noise = 0.13;

/** Patterns of the digits in turn. The same seed and stream give the same ones. */
export function drawPatterns(seed: number, stream: string, count: number): Patterns {
  const random = createRandom(seed, `patterns ${stream}`);
  const x = new Float64Array(count * pixels);
  const labels = Uint8Array.from({ length: count }, (_, index) => index % classes);
  for (let index = 0; index < count; index++) {
    draw(x.subarray(index * pixels, (index + 1) * pixels), labels[index], random);
  }
  return { x, labels, count };
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();

function draw(out: Float64Array, digit: number, random: Random): void {
  const [wide, high] = [between(random, 3, 4.6), between(random, 4.6, 6)];
  const [slant, turn] = [between(random, -0.3, 0.3), between(random, -0.18, 0.18)];
  const [left, top] = [between(random, 3, 4), between(random, 3.1, 3.9)];
  const ink = between(random, 0.7, 1);
  for (const line of strokes[digit]) {
    const placed = line.map(([px, py]) => {
      const [dx, dy] = [px - 0.5 + between(random, -0.06, 0.06), py - 0.5 + between(random, -0.06, 0.06)];
      return [left + wide * (dx - slant * dy), top + high * (dy + turn * dx)] as const;
    });
    for (let at = 1; at < placed.length; at++) drawLine(out, placed[at - 1], placed[at], ink);
  }
  for (let pixel = 0; pixel < pixels; pixel++) out[pixel] = out[pixel] + ground + noise * random.normal();
}

function drawLine(
  out: Float64Array,
  [ax, ay]: readonly [number, number],
  [bx, by]: readonly [number, number],
  ink: number,
): void {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [px, py] = [pixel % side, (pixel - (pixel % side)) / side];
    const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
    const [ox, oy] = [px - ax - along * dx, py - ay - along * dy];
    const distance = Math.sqrt(ox * ox + oy * oy);
    const shade = ink * Math.max(0, Math.min(1, (edge - distance) / (edge - pen)));
    out[pixel] = Math.max(out[pixel], shade);
  }
}
