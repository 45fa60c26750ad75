import { InputError } from '@offprint/errors';
import type { RunContext } from '../method.ts';
import { divisorOf } from './round-number.ts';
import type { Rounding } from './tensors.ts';
import type { Weighting } from './weighted-sum.ts';

/** A list with one number for each model, or none for the same number everywhere. */
export interface PerModel {
  /** Name of the setting, and what it is called in a sentence: `weights`. */
  readonly setting: string;
  readonly given: readonly number[];
  readonly otherwise: number;
}

/**
 * One number for each model.
 * @throws InputError `merge/weights` if the list is neither empty nor as long as there are models
 */
export function perModel({ setting, given, otherwise }: PerModel, models: number): readonly number[] {
  if (given.length === 0) return Array.from({ length: models }, () => otherwise);
  if (given.length === models) return given;
  const numbers = given.length === 1 ? `is 1 number in ${setting}` : `are ${given.length} numbers in ${setting}`;
  throw new InputError('merge/weights', `There ${numbers} for ${models} models.`, {
    hint: `Give one number for each model, in their order, or leave ${setting} empty.`,
    where: { setting },
  });
}

/**
 * The weights of a run. Weights that cancel have no mean: precisely, that is refused; mergekit divides by 1, and the
 * reader is told.
 * @throws InputError `merge/weights`
 */
export function weightingOf(
  settings: { readonly weights: readonly number[]; readonly normalise: boolean },
  models: number,
  rounding: Rounding,
  context: Pick<RunContext, 'notice'>,
  otherwise = 1,
): Weighting {
  const weights = perModel({ setting: 'weights', given: settings.weights, otherwise }, models);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (settings.normalise && divisorOf(sum) !== sum) {
    if (rounding === 'precise') {
      throw new InputError('merge/weights', `The weights ${weights.join(', ')} add up to 0 and have no mean.`, {
        hint: 'Choose weights that do not cancel, or set normalise off.',
        where: { setting: 'weights' },
      });
    }
    context.notice('merge/weights-cancel', 'The weights add up to 0, so their sum is not divided by, as in mergekit.');
  }
  const idle = weights.filter((weight) => weight === 0).length;
  if (idle > 0) {
    context.notice(
      'merge/weight-zero',
      `${idle === 1 ? 'One model has' : `${idle} models have`} weight 0 and no part.`,
    );
  }
  return { weights, normalise: settings.normalise };
}
