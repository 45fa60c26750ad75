import type { SourceReference } from '@offprint/files';
import { makeFineTuned } from '../../checkpoints/example.ts';

/** A generated base and four models fine-tuned from it, about 2.5 MB in all. */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const { base, models } = await makeFineTuned(seed, 4);
  return { base: [base], models, earlier: [] };
}
