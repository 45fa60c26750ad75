import type { SourceReference } from '@offprint/files';
import { makeFineTuned } from '../../checkpoints/example.ts';

/** A generated base and two models fine-tuned from it, about 1.5 MB in all. */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const { base, models } = await makeFineTuned(seed, 2);
  return { base: [base], models };
}

/** Between the models rather than beyond them. */
export const settings = { lambda: 0.5 };
