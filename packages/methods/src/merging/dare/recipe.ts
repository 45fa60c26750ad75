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
  combine: z.string(),
  rescale: z.string(),
  seed: z.number().default(0),
});

/** The same run as a merge configuration; null for the paper's factor, which configurations cannot ask for. */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string | null {
  const { profile, weights, normalise, lambda, density, densities, combine, rescale, seed } =
    settingsShape.parse(settings);
  const ownFactor = profile === 'precise' ? 'paper' : 'mergekit';
  if (rescale !== 'none' && rescale !== ownFactor) return null;
  return writeRecipe({
    flags: [...profileFlags(profile), ...(seed === 0 ? [] : [`--seed ${seed}`])],
    method: `dare_${combine}`,
    base: base[0],
    models: models.map((name, index) => ({
      name,
      parameters: { weight: weights[index] ?? 1, density: densities[index] ?? density },
    })),
    parameters: { normalize: normalise, rescale: rescale !== 'none', lambda },
  });
}
