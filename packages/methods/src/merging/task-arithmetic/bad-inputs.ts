import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  { title: 'fewer weights than models', code: 'merge/weights', make: withSettings({ weights: [1] }) },
  {
    title: 'weights that cancel, to be divided by',
    code: 'merge/weights',
    make: withSettings({ weights: [1, -1], normalise: true }),
  },
  { title: 'a lambda that is no number', code: 'setting/invalid', make: withSettings({ lambda: 'much' }) },
  {
    title: 'a change that becomes too large for the format',
    code: 'merge/overflow',
    make: withSettings({ weights: [1e39, 1e39] }),
  },
];
