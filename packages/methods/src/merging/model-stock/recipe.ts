import { z } from 'zod';
import { writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

/** The same run as a merge configuration. */
export function recipe(
  { base = [], models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string {
  const { filterWise } = z.looseObject({ filterWise: z.boolean() }).parse(settings);
  return writeRecipe({
    method: 'model_stock',
    base: base[0],
    models: models.map((name) => ({ name })),
    parameters: { filter_wise: filterWise },
  });
}
