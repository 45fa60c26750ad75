import { badFiles, withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  ...badFiles.filter(({ code }) => code !== 'merge/overflow'),
  { title: 'a mixture of fewer numbers than models', code: 'twin/mixture', make: withSettings({ mixture: [1] }) },
  { title: 'a density of 0', code: 'setting/invalid', make: withSettings({ density: 0 }) },
];
