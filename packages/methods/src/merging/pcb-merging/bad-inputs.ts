import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  { title: 'a ratio of 0', code: 'setting/invalid', make: withSettings({ ratio: 0 }) },
  { title: 'a ratio above 1', code: 'setting/invalid', make: withSettings({ ratio: 1.5 }) },
  { title: 'fewer lambdas than models', code: 'merge/weights', make: withSettings({ lambdas: [1] }) },
  { title: 'a formula that is none', code: 'setting/invalid', make: withSettings({ variant: 'audio' }) },
  {
    title: 'a lambda that overflows the format',
    code: 'merge/overflow',
    make: withSettings({ lambdas: [1e39, 1e39, 1e39] }),
  },
];
