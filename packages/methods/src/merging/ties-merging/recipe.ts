import { z } from 'zod';
import { writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

const settingsShape = z.looseObject({
  profile: z.enum(['paper', 'mergekit']),
  scope: z.enum(['as-profile', 'model', 'tensor']),
  merge: z.enum(['mean', 'sum', 'max']),
  ties: z.enum(['as-profile', 'keep-all', 'stable-index']),
  density: z.number(),
  lambda: z.number(),
  weights: z.array(z.number()),
  normalise: z.boolean(),
});

/**
 * The same run as a merge configuration; null for what configurations cannot ask for: a density over the whole model, the
 * largest change, or the ties of the other profile.
 */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string | null {
  const { profile, scope, merge, ties, density, lambda, weights, normalise } = settingsShape.parse(settings);
  const paper = profile === 'paper';
  const byTensor = scope === 'tensor' || (scope === 'as-profile' && !paper);
  const ownTies = ties === 'as-profile' || ties === (paper ? 'keep-all' : 'stable-index');
  if (!byTensor || !ownTies || merge === 'max') return null;
  return writeRecipe({
    flags: paper ? ['--profile paper'] : [],
    method: 'ties',
    base: base[0],
    models: models.map((name, index) => ({ name, parameters: { weight: weights[index] ?? 1, density } })),
    parameters: { normalize: normalise && merge === 'mean', lambda },
  });
}
