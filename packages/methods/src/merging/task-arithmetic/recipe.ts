import { z } from 'zod';
import { profileFlags, writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

const settingsShape = z.looseObject({
  profile: z.enum(['precise', 'mergekit']),
  weights: z.array(z.number()),
  normalise: z.boolean(),
  lambda: z.number(),
});

/** The same run as a merge configuration. */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string {
  const { profile, weights, normalise, lambda } = settingsShape.parse(settings);
  return writeRecipe({
    flags: profileFlags(profile),
    method: 'task_arithmetic',
    base: base[0],
    models: models.map((name, index) => ({ name, parameters: { weight: weights[index] ?? 1 } })),
    parameters: { normalize: normalise, lambda },
  });
}
