import { z } from 'zod';
import type { GoldenAdapter, GoldenResult } from '../../golden/adapter.ts';
import { comparison, float32Allowance, goldenTensor } from '../../golden/comparison.ts';
import { exactFisher } from './exact-fisher.ts';
import { fisherMerge, fisherNorm } from './fisher.ts';

const tensors = z.record(z.string(), goldenTensor);

const authorsCase = z.object({
  hyper: z.object({
    coefficients: z.array(z.number()),
    fisher_floor: z.number(),
    favor_target_model: z.boolean(),
    normalize_fishers: z.boolean(),
  }),
  inputs: z.object({ models: z.array(tensors), fishers: z.array(tensors) }),
  outputs: z.object({ merged: tensors, l2_norms: z.array(z.number()).nullable() }),
});

/** Models stand by tensor, one list entry for each model. */
const mergelmCase = z.object({
  hyper: z.object({
    scaling: z.array(z.number()),
    normalize_fisher_weight: z.boolean(),
    minimal_fisher_weight: z.number(),
  }),
  inputs: z.object({ models: z.record(z.string(), z.array(goldenTensor)), fishers: z.array(tensors) }),
  outputs: z.object({ merged: tensors }),
});

const exactCase = z.object({
  hyper: z.object({ activation: z.literal('relu') }),
  inputs: z.object({
    params: z.object({ w1: goldenTensor, b1: goldenTensor, w2: goldenTensor, b2: goldenTensor }),
    x: goldenTensor,
  }),
  outputs: z.object({ fisher: tensors }),
});

const numbersOf = ({ data }: { readonly data: readonly number[] }): Float32Array => Float32Array.from(data);

function checkAuthors({ hyper, inputs, outputs }: z.infer<typeof authorsCase>): GoldenResult {
  const all = comparison('F32', float32Allowance);
  const norms = inputs.fishers.map((fisher) => fisherNorm(Object.values(fisher).map(numbersOf)));
  if (outputs.l2_norms !== null) all.compare('l2_norms', norms, outputs.l2_norms);
  for (const [name, { data }] of Object.entries(outputs.merged)) {
    const merged = fisherMerge(
      inputs.models.map((model) => numbersOf(model[name])),
      inputs.fishers.map((fisher) => numbersOf(fisher[name])),
      {
        coefficients: hyper.coefficients,
        floor: hyper.fisher_floor,
        favourTarget: hyper.favor_target_model,
        norms: hyper.normalize_fishers ? norms : null,
        variant: 'authors',
      },
    );
    all.compare(name, merged, data);
  }
  return all.result();
}

function checkMergelm({ hyper, inputs, outputs }: z.infer<typeof mergelmCase>): GoldenResult {
  const all = comparison('F32', float32Allowance);
  const norms = inputs.fishers.map((fisher) => fisherNorm(Object.values(fisher).map(numbersOf)));
  for (const [name, { data }] of Object.entries(outputs.merged)) {
    const merged = fisherMerge(
      inputs.models[name].map(numbersOf),
      inputs.fishers.map((fisher) => numbersOf(fisher[name])),
      {
        coefficients: hyper.scaling,
        floor: hyper.minimal_fisher_weight,
        favourTarget: false,
        norms: hyper.normalize_fisher_weight ? norms : null,
        variant: 'mergelm',
      },
    );
    all.compare(name, merged, data);
  }
  return all.result();
}

function checkExact({ inputs, outputs }: z.infer<typeof exactCase>): GoldenResult {
  const { w1, b1, w2, b2 } = inputs.params;
  const [count, width] = inputs.x.shape;
  const wide = ({ data }: { readonly data: readonly number[] }): Float64Array => Float64Array.from(data, Math.fround);
  const fisher = exactFisher(
    {
      inputs: width,
      hidden: b1.shape[0],
      classes: b2.shape[0],
      w1: wide(w1),
      b1: wide(b1),
      w2: wide(w2),
      b2: wide(b2),
    },
    Array.from({ length: count }, (_, row) => wide({ data: inputs.x.data.slice(row * width, (row + 1) * width) })),
  );
  const all = comparison('F32', float32Allowance);
  for (const [name, { data }] of Object.entries(outputs.fisher)) {
    all.compare(name, fisher[name as keyof typeof fisher], data);
  }
  return all.result();
}

export const golden: GoldenAdapter = {
  folders: ['fisher-merging'],
  check(testCase) {
    const authors = authorsCase.safeParse(testCase);
    if (authors.success) return checkAuthors(authors.data);
    const exact = exactCase.safeParse(testCase);
    return exact.success ? checkExact(exact.data) : checkMergelm(mergelmCase.parse(testCase));
  },
};
