import { linearAlgebra } from '@offprint/numerics';
import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, goldenTensor } from '../../golden/comparison.ts';
import { type Arrived, arrive, scalesOf } from './opcm.ts';

const tensors = z.record(z.string(), goldenTensor);

const opcmCase = z.object({
  note: z.string().default(''),
  case: z.number().optional(),
  hyper: z.object({ alpha: z.number(), rank_tolerance: z.number().optional() }),
  inputs: z.object({ base: tensors, models: z.array(tensors) }),
  outputs: z.object({
    merged: tensors,
    after_each_step: z.array(tensors),
    lambda_t: z.array(z.number()).optional(),
    split_rank: z.array(z.record(z.string(), z.number())).optional(),
    task_vector_norms: z.array(z.number()).optional(),
  }),
});

/** Below this share of the largest singular value, vectors are as the library has it. */
const rankDeficient = 1e-7;

export const golden: GoldenAdapter = {
  folders: ['opcm'],
  async check(testCase) {
    const { hyper, inputs, outputs } = opcmCase.parse(testCase);
    const algebra = await linearAlgebra();
    const names = Object.keys(inputs.base);
    const exact = Object.values(inputs.base)[0].dtype === 'float64';
    const numbers = (data: readonly number[]): Float64Array =>
      Float64Array.from(data, exact ? (value) => value : Math.fround);
    const rankTolerance = hyper.rank_tolerance ?? null;
    const changesOf = (name: string): Float64Array[] => {
      const base = numbers(inputs.base[name].data);
      return inputs.models.map((model) => numbers(model[name].data).map((value, p) => value - base[p]));
    };
    const shapeOf = (name: string): readonly [number, number] | null => {
      const { shape } = inputs.base[name];
      return shape.length === 2 ? [shape[0], shape[1]] : null;
    };
    const steps = inputs.models.map((_, step) =>
      Object.fromEntries(
        names.map((name): [string, Arrived] => [
          name,
          arrive(algebra, null, changesOf(name).slice(0, step + 1), shapeOf(name), {
            alpha: hyper.alpha,
            rankTolerance,
          }),
        ]),
      ),
    );
    const normOf = (key: 'sum' | 'before', step: number): number =>
      Math.sqrt(names.reduce((sum, name) => sum + steps[steps.length - 1][name].arrivals[step][key], 0));
    const sums = inputs.models.map((_, step) => normOf('sum', step));
    const norms = inputs.models.map((_, step) => normOf('before', step));
    const scales = scalesOf(sums, norms);
    // The authors' rule leaves tensors of deficient rank to the library, and through the norm all scales with them.
    const arbitrary =
      rankTolerance === null
        ? names.filter((name) => {
            const shape = shapeOf(name);
            if (shape === null) return false;
            return steps.slice(0, -1).some((step) => {
              const { s } = algebra.thinSvd(step[name].sum, ...shape);
              return s.at(-1) === undefined || (s.at(-1) ?? 0) <= rankDeficient * s[0];
            });
          })
        : [];
    const all = comparison('F32', exact ? { absolute: 1e-8, relative: 0 } : { absolute: 2e-5, relative: 0 });
    if (outputs.task_vector_norms !== undefined)
      all.compare('norms', norms.map(Math.fround), outputs.task_vector_norms);
    if (outputs.lambda_t !== undefined && arbitrary.length === 0)
      all.compare('scales', scales.map(Math.fround), outputs.lambda_t);
    for (const [step, after] of outputs.after_each_step.entries()) {
      for (const name of names.filter((one) => !arbitrary.includes(one))) {
        const base = numbers(inputs.base[name].data);
        const { sum, arrivals } = steps[step][name];
        if (arbitrary.length > 0) {
          const scale = outputs.lambda_t?.[step] ?? 1;
          const expected = after[name].data.map((value, p) => scale * (value - base[p]));
          all.compare(`${name} after ${step + 1}, unscaled`, [...sum].map(Math.fround), expected);
        } else {
          all.compare(
            `${name} after ${step + 1}`,
            [...sum].map((value, p) => Math.fround(base[p] + value / scales[step])),
            after[name].data,
          );
        }
        const split = outputs.split_rank?.[step - 1]?.[name];
        if (step > 0 && split !== undefined && arrivals[step].split !== split) {
          all.fail(`${name} is split at ${arrivals[step].split} when model ${step + 1} arrives, expected ${split}`);
        }
      }
    }
    return all.result();
  },
};
