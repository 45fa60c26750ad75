import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  {
    title: 'one model',
    code: 'input/missing',
    make: (example) => ({ ...example, files: { models: example.files['models'].slice(0, 1) } }),
  },
  {
    title: 'three models',
    code: 'input/too-many',
    make: ({ files, settings }) => ({ settings, files: { models: [...files['models'], files['models'][0]] } }),
  },
  { title: 't above 1', code: 'setting/invalid', make: withSettings({ t: 1.5 }) },
  { title: 't that is no number', code: 'setting/invalid', make: withSettings({ t: 'half' }) },
];
