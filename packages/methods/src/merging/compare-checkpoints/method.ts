import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import { defineMethod } from '../../method.ts';
import { checkpoint, checkpoints } from '../../ports.ts';

/** Bytes of inputs that one thread hashes and measures in a second. */
const bytesASecond = 3e8;

/** Compares checkpoints of one architecture: how far, where and in which direction they differ. */
export default defineMethod({
  id: 'compare-checkpoints',
  name: 'Compare checkpoints',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: null,
  summary:
    'Shows how far checkpoints lie from a first one, layer by layer, where they changed most, and whether they pull the same way.',
  takes: 'checkpoints',
  gives: 'report',
  reductions: [],
  files: {
    base: checkpoint({
      title: 'First checkpoint',
      help: 'What the others are measured against: a base before training, or an earlier version.',
      flag: 'first',
    }),
    models: checkpoints({
      title: 'Others',
      help: 'One or more checkpoints of the same architecture. Of two or more, the directions of their changes are compared too.',
      min: 1,
      max: 8,
      flag: 'other',
    }),
  },
  settings: {},
  outputs: {},
  steps: ['Read headers, compare names and shapes', 'Measure every tensor'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => ({
    ...estimateMerge([...files.base, ...files.models], threads, bytesASecond),
    outputBytes: 0,
  }),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
