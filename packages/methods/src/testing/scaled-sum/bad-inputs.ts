import type { BadInput, RawInputs } from '../../method.ts';

function withSetting(example: RawInputs, name: string, value: unknown): RawInputs {
  return { ...example, settings: { ...example.settings, [name]: value } };
}

export const badInputs: readonly BadInput[] = [
  {
    title: 'a factor above the range',
    code: 'setting/invalid',
    make: (example) => withSetting(example, 'factor', 3),
  },
  {
    title: 'no addend',
    code: 'input/missing',
    make: (example) => ({ ...example, files: { ...example.files, addends: [] } }),
  },
  {
    title: 'an addend cut short',
    code: 'checkpoint/truncated',
    make(example) {
      const [whole] = example.files['addends']?.[0] ?? [];
      if (whole?.kind !== 'bytes') throw new Error('The example is not in memory.');
      const cut = { ...whole, bytes: whole.bytes.subarray(0, whole.bytes.length - 100) };
      return { ...example, files: { ...example.files, addends: [[cut]] } };
    },
  },
];
