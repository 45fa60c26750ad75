/** Two networks trained apart, matched in memory: what the verification and the tests measure. */
import { createRandom, linearAlgebra } from '@offprint/numerics';
import { type Alignment, alignLayer } from './alignment.ts';
import { differenceOf, type Maps, movedBy } from './check-piece.ts';
import { barrierOf, type Score, scoreOf } from './curve.ts';
import { between, testPatterns } from './curve-task.ts';
import { trainPair } from './example.ts';
import { match } from './match.ts';
import type { Read } from './networks/network.ts';
import { recognise } from './networks/recognise.ts';
import { runPiece } from './networks/run-piece.ts';
import { drawPatterns } from './patterns.ts';
import { mapOf } from './permutation.ts';
import type { Floats, TensorPair } from './unfold.ts';

/** λ at which the way between is tried; the middle is the fourth. */
const steps = [0, 0.2, 0.35, 0.5, 0.65, 0.8, 1] as const;
export const middle = 3;

export interface Experiment {
  readonly before: readonly Score[];
  readonly after: readonly Score[];
  readonly barrier: { readonly before: number; readonly after: number };
  /** ‖a - π(b)‖ / ‖a - b‖ */
  readonly distanceRatio: number;
  /** Largest difference of the singular values of a weight of b from those in the new order, relative to the largest. */
  readonly singularDifference: number;
  /** R over all layers. */
  readonly alignment: { readonly before: number; readonly after: number };
  readonly layers: readonly Alignment[];
  /** Relative difference of the outputs of b in both orders. */
  readonly functionDifference: number;
  readonly objective: readonly number[];
}

/** Trains, matches and measures; `units` in each of two hidden layers. */
export async function experiment(seed: number, units: number, signal: AbortSignal): Promise<Experiment> {
  const algebra = await linearAlgebra();
  const [a, b] = await trainPair(seed, units, signal);
  const pairs = new Map<string, TensorPair>();
  for (const [index, layer] of a.entries()) {
    const other = b[index];
    pairs.set(`fc${index + 1}.weight`, { shape: [layer.outputs, layer.inputs], a: layer.weight, b: other.weight });
    pairs.set(`fc${index + 1}.bias`, { shape: [layer.outputs], a: layer.bias, b: other.bias });
  }
  const network = recognise(new Map([...pairs].map(([name, { shape }]) => [name, shape])), {
    heads: null,
    stream: false,
  });
  if ('reason' in network) throw new RangeError(network.reason);
  const { groups, axes } = network.specification;
  const random = createRandom(seed, 'sweeps');
  const { permutations, objective } = await match(pairs, network.specification, [...groups.keys()], {
    sweeps: 100,
    widest: units,
    algebra,
    order: (_sweep, count) => (random.integer(2) === 0 ? [...Array(count).keys()] : [...Array(count).keys()].reverse()),
  });
  const maps: Maps = Object.fromEntries(
    Object.entries(axes).map(([name, list]) => [name, list.map((axis) => mapOf(axis, groups, permutations))]),
  );
  const [readA, readB] = (['a', 'b'] as const).map(
    (side): Read =>
      (name) =>
        tensorOf(pairs, name, side),
  );
  const [piece] = network.pieces;
  const patterns = drawPatterns(seed, 'test', testPatterns);
  const scores = (other: Read): Score[] =>
    steps.map((lambda) =>
      scoreOf(runPiece(piece, patterns.x, patterns.count, between(readA, other, lambda), algebra), patterns),
    );
  const moved = movedBy(maps, readB);
  const [before, after] = [scores(readB), scores(moved)];
  const barrier = (list: readonly Score[]): number =>
    barrierOf(
      steps,
      list.map(({ loss }) => loss),
    );
  let [far, near, singularDifference] = [0, 0, 0];
  const layers: Alignment[] = [];
  for (const [name, { shape, a: ofA, b: ofB }] of pairs) {
    const ofMoved = moved(name).values;
    far += squaredDistance(ofA, ofB);
    near += squaredDistance(ofA, ofMoved);
    if (shape.length < 2) continue;
    layers.push(alignLayer(ofA, ofB, { shape, split: 1 }, maps[name] ?? [null, null], algebra));
    const [plain, permuted] = [ofB, ofMoved].map(
      (values) => algebra.thinSvd(Float64Array.from(values), shape[0], shape[1]).s,
    );
    for (const [index, value] of plain.entries()) {
      singularDifference = Math.max(singularDifference, Math.abs(value - permuted[index]) / plain[0]);
    }
  }
  const most = layers.reduce((sum, { large }) => sum + Math.min(...large), 0);
  const share = (key: 'before' | 'after'): number => layers.reduce((sum, layer) => sum + layer[key], 0) / most;
  return {
    before,
    after,
    barrier: { before: barrier(before), after: barrier(after) },
    distanceRatio: Math.sqrt(near / far),
    singularDifference,
    alignment: { before: share('before'), after: share('after') },
    layers,
    functionDifference: differenceOf(piece, readB, maps, null, createRandom(seed, 'check'), algebra),
    objective,
  };
}

function tensorOf(pairs: ReadonlyMap<string, TensorPair>, name: string, side: 'a' | 'b'): ReturnType<Read> {
  const pair = pairs.get(name);
  if (pair === undefined) throw new RangeError(`The network has no tensor ${name}.`);
  return { shape: pair.shape, values: pair[side] };
}

function squaredDistance(a: Floats, b: Floats): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] - b[at]) ** 2;
  return sum;
}
