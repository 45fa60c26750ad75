import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  { title: 'fewer weights than models', code: 'merge/weights', make: withSettings({ weights: [1, 2] }) },
  { title: 'weights that cancel', code: 'merge/weights', make: withSettings({ weights: [1, 1, -2] }) },
  { title: 'a weight that is no number', code: 'setting/invalid', make: withSettings({ weights: '1, x, 3' }) },
  {
    title: 'a sum too large for the format',
    code: 'merge/overflow',
    make: withSettings({ weights: [1e39, 1, 1], normalise: false }),
  },
];
