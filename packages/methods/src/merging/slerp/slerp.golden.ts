import { z } from 'zod';
import type { GoldenAdapter } from '../../golden/adapter.ts';
import { comparison, float32Allowance, formatOf, goldenTensor } from '../../golden/comparison.ts';
import { slerp } from './slerp.ts';

const slerpCase = z.object({
  hyper: z.object({ t: z.number() }),
  inputs: z.object({ a: goldenTensor, b: goldenTensor }),
  outputs: z.object({ merged: goldenTensor }),
});

export const golden: GoldenAdapter = {
  folders: ['slerp'],
  check(testCase) {
    const { hyper, inputs, outputs } = slerpCase.parse(testCase);
    const format = formatOf(inputs.a);
    const [a, b] = [inputs.a, inputs.b].map(({ data }) => Float32Array.from(data));
    const all = comparison(format, float32Allowance);
    all.compare('merged', slerp(a, b, hyper.t, format), outputs.merged.data);
    return all.result();
  },
};
