import { memorySink, openCheckpoint, type SourceReference, writeSafetensors } from '@offprint/files';
import { narrowBf16, narrowF16, widenBf16, widenF16 } from '@offprint/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTrimmed, roundTo, trimmedChanges } from './mergekit.ts';
import type { Settings } from './plan.ts';
import { defaultSettings, runInline } from './run-inline.ts';
import { tiesMerge } from './ties.ts';

type Format = 'F32' | 'F16' | 'BF16';

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

function encode(format: Format, values: readonly number[]): Uint8Array {
  const floats = Float32Array.from(values);
  if (format === 'F32') return new Uint8Array(floats.buffer);
  const bits = (x: Float32Array): number[] => [...new Uint32Array(x.buffer, x.byteOffset, x.length)];

/** What the pure functions give for the same tensors, concatenated. */
function expected(
  format: Format,
  base: readonly Float32Array[],
  models: readonly Float32Array[][],
  settings: Settings,
): Float32Array[] {
  const join = (vectors: readonly Float32Array[]): Float32Array =>
    Float32Array.from(vectors.flatMap((one) => [...one]));
  const densities = models.map(() => settings.density);
  const weights = settings.weights.length > 0 ? settings.weights : models.map(() => 1);
  const one = (from: Float32Array, to: Float32Array[]): Float32Array => {
    if (settings.profile === 'mergekit') {
      const ties = settings.ties === 'as-profile' ? 'stable-index' : settings.ties;
      const options = { ...settings, format, densities, ties, weights };
      return mergeTrimmed(from, trimmedChanges(from, to, options), options);
    }
    const ties = settings.ties === 'as-profile' ? 'keep-all' : settings.ties;
    return roundTo(format, tiesMerge(from, to, { ...settings, densities, ties }).merged);
  };
  const scope = settings.scope === 'as-profile' ? (settings.profile === 'paper' ? 'model' : 'tensor') : settings.scope;
  if (scope === 'tensor')
    return base.map((from, index) =>
      one(
        from,
        models.map((model) => model[index]),
      ),
    );
  return [one(join(base), models.map(join))];
}

/** Values on a coarse grid, so that ties, cancellations and zeros are common, beside values of every size. */
const value = fc.oneof(
  fc.integer({ min: -8, max: 8 }).map((n) => n / 8),
  fc.double({ min: -2, max: 2, noNaN: true }),
);
const scenario = fc.record({
  format: fc.constantFrom<Format[]>('F32', 'F16', 'BF16'),
  shapes: fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }), { minLength: 1, maxLength: 5 }),
  models: fc.integer({ min: 1, max: 4 }),
  values: fc.infiniteStream(value),
  chunk: fc.constantFrom(1, 3, 7, 16, 40, 1000),
  settings: fc.record({
    density: fc.constantFrom(0.01, 0.1, 0.2, 0.5, 0.9, 1),
    lambda: fc.constantFrom(1, 0.3, 1.5, 0),
    scope: fc.constantFrom<Settings['scope'][]>('as-profile', 'model', 'tensor'),
    profile: fc.constantFrom<Settings['profile'][]>('paper', 'mergekit'),
    merge: fc.constantFrom<Settings['merge'][]>('mean', 'sum', 'max'),
    ties: fc.constantFrom<Settings['ties'][]>('as-profile', 'keep-all', 'stable-index'),
    normalise: fc.boolean(),
    weights: fc.boolean(),
  }),
});

describe('streams equal arrays bit for bit', () => {
  it('over shapes, formats, settings and chunk boundaries', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ format, shapes, models, values, chunk, settings }) => {
        const paper = settings.profile === 'paper';
        const full: Settings = {
          ...defaultSettings,
          ...settings,
          merge: !paper && settings.merge === 'max' ? 'mean' : settings.merge,
          normalise: paper || (settings.normalise && settings.merge !== 'sum'),
          weights: paper || !settings.weights ? [] : [0.5, -0.3, 1, 0.25].slice(0, models),
        };
        const draw = (): Tensor[] =>
          shapes.map((shape, index) => ({
            name: `tensor.${index}`,
            shape,
            values: Array.from(
              { length: shape.reduce((product, size) => product * size, 1) },
              () => values.next().value,
            ),
          }));
        const drawn = Array.from({ length: models + 1 }, draw);
        const files = await Promise.all(drawn.map((tensors, index) => file(`model-${index}`, format, tensors)));
        const [base, ...rest] = drawn.map((tensors) =>
          tensors.map(({ values: own }) => roundTo(format, Float32Array.from(own))),
        );
        const setting = full.merge === 'sum' ? { ...full, normalise: paper } : full;
        const { merged } = await runInline({ base: files[0], models: files.slice(1) }, setting, { elementsOfChunk: chunk });
        const got = await mergedTensors(format, merged);
        expect(got.flatMap(bits)).toEqual(expected(format, base, rest, setting).flatMap(bits));
      }),
      { numRuns: 120 },
    );
  });
});
