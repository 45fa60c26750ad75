import { memorySink, writeSafetensors } from '@offprint/files';
import { withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

async function oneTensor(name: string, shape: readonly number[], value: number) {
  const sink = memorySink('one.safetensors');
  const elements = shape.reduce((product, size) => product * size, 1);
  const bytes = new Uint8Array(new Float32Array(elements).fill(value).buffer);
  await writeSafetensors(sink, [{ name, dtype: 'F32', shape, bytes }]);
  return [await sink.commit()];
}

export const badInputs: readonly BadInput[] = [
  {
    title: 'a model that equals the base',
    code: 'lora/no-change',
    make: (example) => ({ ...example, files: { ...example.files, tuned: example.files['base'] } }),
  },
  {
    title: 'a model without linear weights',
    code: 'lora/no-weights',
    make: async (example) => ({
      ...example,
      files: { base: [await oneTensor('norm.weight', [4], 1)], tuned: [await oneTensor('norm.weight', [4], 2)] },
    }),
  },
  {
    title: 'models of other names',
    code: 'merge/names-differ',
    make: async (example) => ({
      ...example,
      files: { ...example.files, tuned: [await oneTensor('elsewhere.weight', [4, 4], 1)] },
    }),
  },
  {
    title: 'a number that is not finite',
    code: 'merge/not-finite',
    make: async (example) => ({
      ...example,
      files: {
        base: [await oneTensor('a.weight', [4, 4], 1)],
        tuned: [await oneTensor('a.weight', [4, 4], Number.NaN)],
      },
    }),
  },
  { title: 'a rank of 0', code: 'setting/invalid', make: withSettings({ rank: 0 }) },
];
