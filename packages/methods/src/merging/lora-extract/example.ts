import type { SourceReference } from '@offprint/files';
import { makeFineTuned } from '../../checkpoints/example.ts';

/** A generated base and a model fine-tuned from it, about 1 MB in all. */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const { base, models } = await makeFineTuned(seed, 1);
  return { base: [base], tuned: models };
}
