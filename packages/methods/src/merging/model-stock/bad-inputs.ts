import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  {
    title: 'one model, which has no angle',
    code: 'input/missing',
    make: (example) => ({ ...example, files: { ...example.files, models: example.files['models'].slice(0, 1) } }),
  },
  { title: 'rows that are neither on nor off', code: 'setting/invalid', make: withSettings({ filterWise: 'maybe' }) },
  { title: 'a profile that is not known', code: 'setting/invalid', make: withSettings({ profile: 'paper' }) },
];
