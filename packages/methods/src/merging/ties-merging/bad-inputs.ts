import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  { title: 'density 0', code: 'setting/invalid', make: withSettings({ density: 0 }) },
  { title: 'density 1.5', code: 'setting/invalid', make: withSettings({ density: 1.5 }) },
  { title: 'density "abc"', code: 'setting/invalid', make: withSettings({ density: 'abc' }) },
  { title: 'weights in the paper’s profile', code: 'ties/profile', make: withSettings({ weights: [1, 1, 1] }) },
  {
    title: 'fewer weights than models',
    code: 'merge/weights',
    make: withSettings({ profile: 'mergekit', weights: [1] }),
  },
];
