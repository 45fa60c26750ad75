import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  { title: 'density 0', code: 'setting/invalid', make: withSettings({ density: 0 }) },
  { title: 'density 20, a percentage', code: 'setting/invalid', make: withSettings({ density: 20 }) },
  { title: 'fewer densities than models', code: 'merge/weights', make: withSettings({ densities: [0.5] }) },
  { title: 'a density above 1 in the list', code: 'merge/density', make: withSettings({ densities: [0.5, 50] }) },
  { title: 'fewer weights than models', code: 'merge/weights', make: withSettings({ weights: [1] }) },
  { title: 'a way to combine that is not known', code: 'setting/invalid', make: withSettings({ combine: 'slerp' }) },
  { title: 'a negative seed', code: 'setting/invalid', make: withSettings({ seed: -1 }) },
];
