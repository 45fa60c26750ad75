import { z } from 'zod';
import { writeRecipe } from '../../checkpoints/recipe-yaml.ts';
import type { Json } from '../../json.ts';

/** The same run as a merge configuration, in which the first model is the base. */
export function recipe(
  { models = [] }: Readonly<Record<string, readonly string[]>>,
  settings: Readonly<Record<string, Json>>,
): string {
  const { t } = z.looseObject({ t: z.number() }).parse(settings);
  return writeRecipe({
    method: 'slerp',
    base: models[0],
    models: models.map((name) => ({ name })),
    parameters: { t },
  });
}
