import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import {
  basePort,
  embeddingPort,
  mergedOutput,
  mergeSteps,
  modelsPort,
  profilePort,
} from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { toggle } from '../../ports.ts';
import { recipe } from './recipe.ts';

/** Bytes of inputs that one thread hashes, measures and merges in a second. */
const bytesASecond = 1.7e8;

/** Model Stock: between base and average, by the angle between the models (Jang, Yun, Han, ECCV 2024). */
export default defineMethod({
  id: 'model-stock',
  name: 'Model Stock',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title: 'Model Stock: All we need is just a few fine-tuned models',
    authors: 'Jang, Yun, Han',
    year: 2024,
    address: 'https://arxiv.org/abs/2403.19522',
  },
  summary:
    'Goes from the base towards the average of its fine-tuned models, in each tensor as far as the angle between their changes says.',
  takes: 'base, models',
  gives: 'model',
  reductions: ['It merges once, after training; the paper’s merging at the end of every epoch is no part of it.'],
  files: {
    base: basePort(),
    models: modelsPort({
      help: 'Two or more models fine-tuned from the base on the same task, with other seeds or settings.',
      min: 2,
    }),
  },
  settings: {
    filterWise: toggle({
      title: 'By rows',
      help: 'Takes an angle for each row of a tensor’s last axis instead of one for the whole tensor.',
      default: false,
    }),
    profile: profilePort('summed in float32, rounded once, and guarded where models pull apart'),
    embedding: embeddingPort('base'),
  },
  outputs: mergedOutput('-model-stock'),
  steps: mergeSteps('Measure the angles', 'Merge between base and average'),
  recipe,
  related: ['task-arithmetic', 'ties-merging', 'dare', 'breadcrumbs', 'pcb-merging', 'linear-averaging'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge([...files.base, ...files.models], threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
