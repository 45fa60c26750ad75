import type { SourceReference } from '@offprint/files';
import { makeFineTuned } from '../../checkpoints/example.ts';

/** A generated base and three models fine-tuned from it, about 2 MB in all, and a mixture of mostly the first. */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const { base, models } = await makeFineTuned(seed, 3);
  return { base: [base], models };
}

export const settings = { mixture: [0.8, 0.1, 0.1] };
