import { planSafetensors } from '@offprint/files';
import { defineMethod } from '../../method.ts';
import { checkpoint, checkpoints, choice, number, numbers, seed, text, toggle } from '../../ports.ts';

/** A small real method for the framework's own tests: adds scaled checkpoints to a base. It is not in the registry. */
export default defineMethod({
  id: 'scaled-sum',
  name: 'Scaled sum',
  version: '1.0.0',
  family: 'merging',
  paper: 'scaled-sum',
  summary: 'Adds every addend, scaled, to a base.',
  takes: 'base, addends',
  gives: 'model',
  reductions: ['It knows 32-bit numbers only.'],
  files: {
    base: checkpoint({ title: 'Base', help: 'What the addends are added to.' }),
    addends: checkpoints({
      title: 'Addends',
      help: 'Checkpoints with the tensors of the base.',
      min: 1,
      max: 4,
      flag: 'addend',
    }),
    offset: checkpoint({ title: 'Offset', help: 'Added once, as it is.', optional: true }),
  },
  settings: {
    factor: number({
      title: 'Factor',
      help: 'What every addend is multiplied by.',
      default: 0.5,
      range: { min: 0, max: 2, step: 0.1, usual: [0.3, 1] },
      symbol: 'a',
    }),
    weights: numbers({ title: 'Weights', help: 'One a model; empty for all 1.', default: [], advanced: true }),
    noise: toggle({ title: 'Noise', help: 'Adds one random number to each tensor.', default: false, advanced: true }),
    trouble: choice({
      title: 'Trouble',
      help: 'What goes wrong on purpose.',
      default: 'none',
      choices: [
        { value: 'none', title: 'Nothing' },
        { value: 'task-throws', title: 'The third task fails' },
        { value: 'task-ends', title: 'A worker ends itself' },
        { value: 'task-hangs', title: 'A task never returns' },
        { value: 'run-ends', title: 'The run ends its worker' },
        { value: 'run-hangs', title: 'The run never pauses' },
        { value: 'no-output', title: 'The run forgets its output' },
        { value: 'backwards', title: 'The output is written from its end' },
      ],
      advanced: true,
    }),
    listed: text({ title: 'Listed', help: 'Tensors whose sums are written out.', default: '', advanced: true }),
    seed: seed(),
  },
  outputs: {
    sum: { kind: 'checkpoint', title: 'Sum', suffix: '-sum', flag: 'out' },
    totals: { kind: 'json', title: 'Totals', suffix: '-totals', flag: 'totals', many: true, optional: true },
  },
  steps: ['Compare the headers', 'Add'],
  module: import.meta.url,
  implementation: () => import('./run.ts'),
  estimate({ files }) {
    const bytes = files.base.reduce((sum, file) => sum + file.bytes, 0);
    const { size } = planSafetensors([...(files.base[0]?.tensors.values() ?? [])]);
    return { seconds: bytes / 1e9, memoryBytes: 1e6, outputBytes: size };
  },
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
