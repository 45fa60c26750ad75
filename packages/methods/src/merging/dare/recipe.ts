import { z } from 'zod';
import { writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

const settingsShape = z.looseObject({
  weights: z.array(z.number()),
  normalise: z.boolean(),
  lambda: z.number(),
  density: z.number(),
  densities: z.array(z.number()),
  combine: z.string(),
  rescale: z.string(),
});

/** The same run as a merge configuration; null for the paper's factor, which configurations cannot ask for. */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string | null {
  const { weights, normalise, lambda, density, densities, combine, rescale } = settingsShape.parse(settings);
  if (rescale === 'paper' && [density, ...densities].some((share) => share < 1)) return null;
  return writeRecipe({
    method: `dare_${combine}`,
    base: base[0],
    models: models.map((name, index) => ({
      name,
      parameters: { weight: weights[index] ?? 1, density: densities[index] ?? density },
    })),
    parameters: { normalize: normalise, rescale: rescale === 'mergekit', lambda },
  });
}
