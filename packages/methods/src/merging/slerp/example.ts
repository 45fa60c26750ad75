import type { SourceReference } from '@offprint/files';
import { makeFineTuned } from '../../checkpoints/example.ts';

/** Two generated models fine-tuned from one base, about 1 MB in all. */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const { models } = await makeFineTuned(seed, 2);
  return { models };
}
