import { openCheckpoint } from '@offprint/files';
import { readFloats } from '../../checkpoints/compare-streams.ts';
import { inlineContext } from '../../checkpoints/inline-context.ts';
import type { MergeReport } from '../../checkpoints/merge-report.ts';
import type { Verification } from '../../method.ts';
import { makeExample } from './example.ts';
import { run, tasks } from './run.ts';

const near = (got: number, expected: number): number => Math.abs(got - expected) / Math.max(1e-12, Math.abs(expected));

export const verification: Verification = {
  title: 'The figures of a comparison are those that arrays give, and a checkpoint does not differ from itself',
  source: 'the definitions of norm, cosine and sign conflict',
  async run({ signal, progress }) {
    const example = await makeExample(1);
    const [base] = example['base'];
    const open = async (reference: typeof base) => openCheckpoint([reference]);
    const inline = inlineContext<MergeReport>(tasks, { signal });
    const models = await Promise.all(example['models'].map(open));
    const { data } = await run({ base: await open(base), models }, inline.context);
    progress(0.5, 'the same on arrays');
    const first = await readFloats(base);
    const others = await Promise.all(example['models'].map(readFloats));
    const changes = others.map((other) =>
      [...first].flatMap(([name, { values }]) =>
        Array.from(values, (value, p) => Math.fround((other.get(name)?.values[p] ?? 0) - value)),
      ),
    );
    const dot = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, p) => sum + value * b[p], 0);
    const [a, b] = changes;
    const divided = a.filter((value, p) => value * b[p] < 0).length;
    const largest = changes.map((change) => change.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
    const reported = [1, 2].map((model) =>
      Math.max(...data.tensors.map(({ details }) => details[`largest change of model ${model}`])),
    );
    const same = inlineContext<MergeReport>(tasks, { signal });
    const itself = await run({ base: await open(base), models: [await open(base)] }, same.context);
    const tiny = [0, 1e-9] as const;
    return [
      {
        claim: 'Norms of two changes: largest relative difference from arrays',
        expected: '0, but for rounding',
        accepted: tiny,
        got: Math.max(near(data.models[0].norm, Math.sqrt(dot(a, a))), near(data.models[1].norm, Math.sqrt(dot(b, b)))),
      },
      {
        claim: 'Their inner product: relative difference from arrays',
        expected: '0, but for rounding',
        accepted: tiny,
        got: near(data.gram[0][1], dot(a, b)),
      },
      {
        claim: 'Parameters changed in both directions',
        expected: divided,
        accepted: [divided, divided],
        got: data.divided,
      },
      {
        claim: 'Largest changes: largest difference from arrays',
        expected: 0,
        accepted: [0, 0],
        got: Math.max(...largest.map((value, model) => Math.abs(value - reported[model]))),
      },
      {
        claim: 'Norm of the change from a checkpoint to itself',
        expected: 0,
        accepted: [0, 0],
        got: itself.data.models[0].norm,
      },
    ];
  },
};
