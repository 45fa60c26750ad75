import { mergedOutput } from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { checkpoint, checkpoints, choice, number, share } from '../../ports.ts';
import { estimate } from './estimate.ts';

/** OPCM: orthogonal projection-based continual merging (Tang and others, NeurIPS 2025). */
export default defineMethod({
  id: 'opcm',
  name: 'OPCM',
  version: '1.0.0',
  family: 'merging',
  paper: 'opcm',
  summary:
    'Merges models as they arrive, one after another: takes from each what its weights change outside the directions already taken, and keeps the merged change at a steady length.',
  takes: 'base, models, earlier merge',
  gives: 'model',
  reductions: [
    'Accuracy over a stream of tasks is not measured here on your models: that needs their data. The check measures it on small networks.',
  ],
  files: {
    base: checkpoint({
      title: 'Base model',
      help: 'The model that all others were fine-tuned from. It must be the same at every arrival.',
      flag: 'base',
    }),
    models: checkpoints({
      title: 'Arriving models',
      help: 'One or more fine-tuned models in the order of their arrival.',
      min: 1,
      flag: 'model',
    }),
    earlier: checkpoints({
      title: 'Earlier merge',
      help: 'What this method gave before, if anything: it remembers what has arrived. Leave it out at the first arrival.',
      min: 0,
      max: 1,
      flag: 'earlier',
    }),
  },
  settings: {
    alpha: share({
      title: 'Alpha',
      help: 'How much of what has arrived is kept clear: the leading directions that hold this share of its singular values are closed to newcomers.',
      default: 0.5,
      symbol: 'α',
      usual: [0.4, 0.7],
    }),
    profile: choice({
      title: 'Null space',
      help: 'In weights of low rank, whether only directions that were really taken are closed, so that the result is unique, or all of the diagonal as in the authors’ code, where it depends on the library.',
      default: 'unique',
      choices: [
        { value: 'unique', title: 'Unique' },
        { value: 'authors', title: 'The authors’ code' },
      ],
      advanced: true,
    }),
    rankTolerance: number({
      title: 'Rank tolerance',
      help: 'Singular values up to this share of the largest count as 0.',
      default: 1e-5,
      range: { min: 1e-8, max: 1e-2, step: 1e-6 },
      min: 0,
      max: 0.5,
      advanced: true,
    }),
  },
  outputs: mergedOutput('-opcm'),
  steps: ['Read headers, compare names and shapes', 'Project the changes of every weight', 'Scale and write'],
  // Singular values of a few rows say nothing of those of all.
  preview: false,
  implementation: () => import('./run.ts'),
  estimate,
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
