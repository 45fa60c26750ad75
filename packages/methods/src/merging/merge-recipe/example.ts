import type { SourceReference } from '@offprint/files';
import { makeFineTuned } from '../../checkpoints/example.ts';

/** A recipe for the generated models: TIES with a gradient over the blocks and a filter. */
export const exampleRecipe = `merge_method: ties
base_model: sample-base
models:
  - model: sample-task-1
    parameters:
      weight: 1
      density: [0.8, 0.4]      # from the first block to the last
  - model: sample-task-2
    parameters:
      weight:
        - filter: SelfAttention
          value: 0.5
        - value: 1
      density: 0.5
parameters:
  normalize: true
dtype: bfloat16
`;

export const settings = { recipe: exampleRecipe };

/** A generated base and two models fine-tuned from it. */
export async function makeExample(seed: number): Promise<Record<string, readonly SourceReference[]>> {
  const { base, models } = await makeFineTuned(seed, 2);
  return { models: [base, ...models] };
}
