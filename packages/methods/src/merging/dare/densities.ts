import { InputError } from '@offprint/errors';
import { perModel } from '../../checkpoints/weights.ts';

/**
 * One density for each model.
 * @throws InputError `merge/weights` if there are too few or too many, `merge/density` if one is not a share
 */
export function densitiesOf(
  { density, densities }: { readonly density: number; readonly densities: readonly number[] },
  models: number,
): readonly number[] {
  const all = perModel({ setting: 'densities', given: densities, otherwise: density }, models);
  const wrong = all.find((share) => !(share > 0 && share <= 1));
  if (wrong === undefined) return all;
  throw new InputError('merge/density', `The density ${wrong} is not a share above 0 and at most 1.`, {
    hint: 'Write the share that stays: 0.2 keeps a fifth of the changes.',
    where: { setting: 'densities' },
  });
}
