import { linearAlgebra } from '@offprint/numerics';
import type { Alignment as Aligned, FloatEntry } from '../../checkpoints/tensors.ts';
import type { TaskResult, TaskServices } from '../../method.ts';
import { type Maps, movedBy } from './check-piece.ts';
import { type Score, scoreOf } from './curve.ts';
import type { Chain, Piece, Read } from './networks/network.ts';
import { runPiece } from './networks/run-piece.ts';
import { classes, drawPatterns, pixels } from './patterns.ts';
import type { Files, Pair } from './plan.ts';
import { readFloats } from './read-tensor.ts';

/** Metadata of a network that the example trained: the seed of its patterns. */
export const patternsKey = 'offprint.patterns';

/** Patterns that no training saw, on which the networks between a and b are tried. */
export const testPatterns = 1000;
const points = 25;

export const lambdas: readonly number[] = Array.from({ length: points }, (_, at) => at / (points - 1));

/** The network and the seed of its patterns, where the example trained both; null for all other networks. */
export function trialOf(pieces: readonly Piece[], { a, b }: Pair): { piece: Chain; seed: number } | null {
  const [piece] = pieces;
  const seed = a.metadata[patternsKey];
  if (piece?.kind !== 'chain' || piece.inputs !== pixels || piece.side !== 1) return null;
  if (seed === undefined || seed !== b.metadata[patternsKey] || !/^\d{1,10}$/.test(seed)) return null;
  const last = piece.layers.at(-1)?.layer.weight ?? '';
  return a.tensors.get(last)?.shape[0] === classes ? { piece, seed: Number(seed) } : null;
}

export interface CurveItem {
  readonly files: Files;
  readonly piece: Chain;
  readonly tensors: readonly Aligned<FloatEntry>[];
  readonly maps: Maps;
  readonly seed: number;
  readonly lambda: number;
}

/** Scores of (1 - λ) a + λ b, with b as it was and in its new order. */
export interface CurvePoint {
  readonly before: Score;
  readonly after: Score;
}

export async function curveTask(item: CurveItem, services: TaskServices): Promise<TaskResult<CurvePoint>> {
  const { files, piece, tensors, maps, seed, lambda } = item;
  const [a, b] = [await services.openCheckpoint(files.a), await services.openCheckpoint(files.b)];
  const read = new Map<string, readonly [ReturnType<Read>, ReturnType<Read>]>();
  for (const { base, models } of tensors) {
    const { shape } = base;
    const pair = [await readFloats(a, base), await readFloats(b, models[0])] as const;
    read.set(base.name, [
      { shape, values: pair[0] },
      { shape, values: pair[1] },
    ]);
  }
  const reader =
    (side: 0 | 1): Read =>
    (name) => {
      const found = read.get(name);
      if (found === undefined) throw new RangeError(`The tensor ${name} is not among those of the network.`);
      return found[side];
    };
  const patterns = drawPatterns(seed, 'test', testPatterns);
  const algebra = await linearAlgebra();
  const score = (other: Read): Score => {
    const mixed = between(reader(0), other, lambda);
    return scoreOf(runPiece(piece, patterns.x, patterns.count, mixed, algebra), patterns);
  };
  return { result: { before: score(reader(1)), after: score(movedBy(maps, reader(1))) } };
}

/** Reads (1 - λ) a + λ b. */
export function between(a: Read, b: Read, lambda: number): Read {
  return (name) => {
    const [one, other] = [a(name), b(name)];
    const values = Float64Array.from(one.values, (value, at) => (1 - lambda) * value + lambda * other.values[at]);
    return { shape: one.shape, values };
  };
}
