import { InputError } from '@offprint/errors';
import type { Embedding } from '../../checkpoints/tensors.ts';
import type { Merge, Profile, Ties } from './ties.ts';

/** The settings of a run, as the descriptor declares them. */
export interface Settings {
  readonly density: number;
  readonly lambda: number;
  readonly scope: 'as-profile' | 'model' | 'tensor';
  readonly profile: Profile;
  readonly merge: Merge;
  readonly ties: 'as-profile' | Ties;
  readonly weights: readonly number[];
  readonly normalise: boolean;
  readonly embedding: Embedding;
}

/** What a run does, with nothing left open. Plain data: it goes to the workers. */
export interface Plan {
  readonly profile: Profile;
  readonly scope: 'model' | 'tensor';
  readonly density: number;
  readonly lambda: number;
  readonly merge: Merge;
  readonly ties: Ties;
  /** One for each model. */
  readonly weights: readonly number[];
}

/**
 * Settles the defaults that depend on the profile.
 * @throws InputError `merge/weights` or `ties/profile` if settings contradict each other
 */
export function planOf(settings: Settings, models: number): Plan {
  const { profile, density, lambda, weights } = settings;
  const paper = profile === 'paper';
  if (paper && (weights.length > 0 || !settings.normalise)) {
    throw new InputError('ties/profile', 'Weights and their division belong to mergekit; the paper has neither.', {
      hint: 'Choose the profile mergekit, or leave weights empty and normalise on.',
      where: { setting: weights.length > 0 ? 'weights' : 'normalise' },
    });
  }
  if (!paper && settings.merge === 'max') {
    throw new InputError('ties/profile', 'mergekit has no merge by the largest change.', {
      hint: 'Choose the profile paper, or merge by mean or sum.',
      where: { setting: 'merge' },
    });
  }
  if (weights.length > 0 && weights.length !== models) {
    throw new InputError('merge/weights', `There are ${weights.length} weights for ${models} models.`, {
      hint: 'Give one weight for each model, in their order, or none.',
      where: { setting: 'weights' },
    });
  }
  return {
    profile,
    density,
    lambda,
    scope: settings.scope === 'as-profile' ? (paper ? 'model' : 'tensor') : settings.scope,
    ties: settings.ties === 'as-profile' ? (paper ? 'keep-all' : 'stable-index') : settings.ties,
    merge: settings.merge === 'mean' && !settings.normalise ? 'sum' : settings.merge,
    weights: weights.length > 0 ? weights : Array.from({ length: models }, () => 1),
  };
}
