import { openCheckpoint } from '@offprint/files';
import { createRandom, linearAlgebra } from '@offprint/numerics';
import { readFloats } from '../../checkpoints/compare-streams.ts';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import type { Verification } from '../../method.ts';
import { makeExample } from './example.ts';
import { extractAdapter } from './extract.ts';
import { type ExtractReport, nameOfA, nameOfB, run, tasks } from './run.ts';

const seed = 1;

export const verification: Verification = {
  title: 'The adapter is the closest change of its rank, and gives a change of low rank back whole',
  source: 'Eckart and Young, 1936; section 4 of the paper',
  async run({ signal, progress }) {
    const algebra = await linearAlgebra();
    const [m, n] = [20, 14] as const;
    const random = createRandom(seed, 'lora');
    const normal = (count: number): Float64Array => Float64Array.from({ length: count }, () => random.normal());
    const low = algebra.matmul(normal(m * 3), normal(3 * n), m, 3, n);
    const exact = extractAdapter(algebra, low, [m, n], 3);
    const back = algebra.matmul(exact.b, exact.a, m, 3, n);
    const full = normal(m * n);
    const near = extractAdapter(algebra, full, [m, n], 5);
    const product = algebra.matmul(near.b, near.a, m, 5, n);
    const lost = full.reduce((sum, value, p) => sum + (value - product[p]) ** 2, 0);
    const { s } = algebra.thinSvd(full, m, n);
    const least = s.subarray(5).reduce((sum, value) => sum + value * value, 0);
    progress(0.5, 'a whole model');
    const example = await makeExample(seed);
    const inline = inlineContext<ExtractReport>(tasks, { signal });
    const [base, tuned] = await Promise.all([
      openCheckpoint([example['base'][0]]),
      openCheckpoint([example['tuned'][0]]),
    ]);
    const { data } = await run({ base, tuned, rank: 32 }, inline.context);
    const files = await inline.commit();
    const adapter = files.get('adapter_model.safetensors');
    const name = 'decoder.block.5.layer.0.SelfAttention.q.weight';
    const [own, other, matrices] = await Promise.all([
      readFloats(example['base'][0]),
      readFloats(example['tuned'][0]),
      adapter === undefined ? undefined : readFloats(adapter),
    ]);
    const a = Float64Array.from(matrices?.get(nameOfA(name))?.values ?? []);
    const b = Float64Array.from(matrices?.get(nameOfB(name))?.values ?? []);
    const change = algebra.matmul(b, a, 32, 32, 32);
    const worst = Math.max(
      ...change.map((value, p) =>
        Math.abs((own.get(name)?.values[p] ?? 0) + value - (other.get(name)?.values[p] ?? 0)),
      ),
    );
    return [
      {
        claim: 'A change of rank 3 at rank 3: the largest difference',
        expected: '0, but for rounding',
        accepted: [0, 1e-10],
        got: Math.max(...low.map((value, p) => Math.abs(value - back[p]))),
      },
      {
        claim: 'Rank 5 of a full change: error relative to the least possible',
        expected: 1,
        accepted: [1 - 1e-9, 1 + 1e-9],
        got: lost / least,
      },
      {
        claim: 'A whole model at full rank: the largest difference of a weight, base and adapter in bfloat16',
        expected: 'a few steps of bfloat16',
        accepted: [0, 2e-3],
        got: worst,
      },
      {
        claim: 'Its energy kept in the linear weights, in per cent',
        expected: 100,
        accepted: [99.99, 100.0001],
        got: 100 * data.kept,
      },
    ];
  },
};
