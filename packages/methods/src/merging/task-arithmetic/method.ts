import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import {
  basePort,
  embeddingPort,
  lambdaPort,
  mergedOutput,
  mergeSteps,
  modelsPort,
  normalisePort,
  profilePort,
  weightsPort,
} from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { recipe } from './recipe.ts';

/** Bytes of inputs that one thread hashes and merges in a second. */
const bytesASecond = 2.4e8;

/** Task arithmetic: the base plus λ times the sum of the changes (Ilharco and others, ICLR 2023). */
export default defineMethod({
  id: 'task-arithmetic',
  name: 'Task arithmetic',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title: 'Editing Models with Task Arithmetic',
    authors: 'Ilharco, Ribeiro, Wortsman, Gururangan, Schmidt, Hajishirzi, Farhadi',
    year: 2023,
    address: 'https://arxiv.org/abs/2212.04089',
  },
  summary: 'Adds up what fine-tuning changed in each model, scales the sum, and puts it on the base.',
  takes: 'base, models',
  gives: 'model',
  reductions: [],
  files: {
    base: basePort(),
    models: modelsPort({
      help: 'One or more models fine-tuned from the base, with the same tensors. One model with a negative weight takes its task away.',
      min: 1,
    }),
  },
  settings: {
    lambda: lambdaPort({
      help: 'Scales the summed change before it is added to the base. Published runs take 0.3 for eight vision tasks and 0.4 for language tasks; with validation data, try several.',
      usual: [0.3, 0.4],
    }),
    weights: weightsPort('all 1'),
    normalise: normalisePort(false),
    profile: profilePort(),
    embedding: embeddingPort('base'),
  },
  outputs: mergedOutput('-task-arithmetic'),
  steps: mergeSteps('Prepare', 'Add the changes to the base'),
  recipe,
  related: ['ties-merging', 'dare', 'breadcrumbs', 'model-stock', 'pcb-merging', 'linear-averaging'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge([...files.base, ...files.models], threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
