import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles,
  { title: 'density 0', code: 'setting/invalid', make: withSettings({ density: 0 }) },
  { title: 'gamma above one half', code: 'setting/invalid', make: withSettings({ gamma: 1 }) },
  { title: 'a negative gamma', code: 'setting/invalid', make: withSettings({ gamma: -0.1 }) },
  { title: 'more densities than models', code: 'merge/weights', make: withSettings({ densities: [0.5, 0.5, 0.5] }) },
  { title: 'a density of 0 in the list', code: 'merge/density', make: withSettings({ densities: [0.5, 0] }) },
  { title: 'fewer weights than models', code: 'merge/weights', make: withSettings({ weights: [1] }) },
];
