import { subtract } from '@offprint/numerics';
import type { Rounding } from '../../checkpoints/tensors.ts';
import { type Format, roundTo } from '../ties-merging/mergekit.ts';

export { type Format, roundTo } from '../ties-merging/mergekit.ts';

/** The change of each model from the base; to be faithful, rounded to the format. */
export function taskVectorsIn(
  base: Float32Array,
  models: readonly Float32Array[],
  { rounding, format }: { readonly rounding: Rounding; readonly format: Format },
): Float32Array[] {
  return models.map((model) => {
    const change = new Float32Array(base.length);
    subtract(model, base, change);
    return rounding === 'mergekit' ? roundTo(format, change) : change;
  });
}
