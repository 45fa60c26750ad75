import { z } from 'zod';
import { profileFlags, writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

/** The same run as a merge configuration. */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string {
  const { filterWise, profile } = z
    .looseObject({ filterWise: z.boolean(), profile: z.enum(['precise', 'mergekit']) })
    .parse(settings);
  return writeRecipe({
    flags: profileFlags(profile),
    method: 'model_stock',
    base: base[0],
    models: models.map((name) => ({ name })),
    parameters: { filter_wise: filterWise },
  });
}
