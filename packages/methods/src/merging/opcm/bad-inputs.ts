import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles.filter(({ code }) => !['merge/overflow'].includes(code)),
  {
    title: 'an earlier merge that this method did not write',
    code: 'opcm/no-state',
    make: (example) => ({ ...example, files: { ...example.files, earlier: [example.files['models'][0]] } }),
  },
  {
    title: 'models that equal the base',
    code: 'opcm/no-change',
    make: (example) => ({ ...example, files: { ...example.files, models: [example.files['base'][0]] } }),
  },
  { title: 'an alpha above 1', code: 'setting/invalid', make: withSettings({ alpha: 1.5 }) },
];
