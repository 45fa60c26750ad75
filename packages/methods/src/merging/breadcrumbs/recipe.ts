import { z } from 'zod';
import { profileFlags, writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

const settingsShape = z.looseObject({
  profile: z.enum(['precise', 'mergekit']),
  weights: z.array(z.number()),
  normalise: z.boolean(),
  lambda: z.number(),
  density: z.number(),
  densities: z.array(z.number()),
  gamma: z.number(),
  combine: z.string(),
  rescale: z.boolean(),
});

/** The same run as a merge configuration. */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string {
  const { profile, weights, normalise, lambda, density, densities, gamma, combine, rescale } =
    settingsShape.parse(settings);
  return writeRecipe({
    flags: profileFlags(profile),
    method: combine === 'ties' ? 'breadcrumbs_ties' : 'breadcrumbs',
    base: base[0],
    models: models.map((name, index) => ({
      name,
      parameters: { weight: weights[index] ?? 1, density: densities[index] ?? density, gamma },
    })),
    parameters: { normalize: normalise, rescale, lambda },
  });
}
