import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import {
  basePort,
  combinePort,
  densitiesPort,
  densityPort,
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
import { number, toggle } from '../../ports.ts';
import { recipe } from './recipe.ts';

/** Bytes of inputs that one thread hashes, ranks and merges in a second. */
const bytesASecond = 1e8;

/** Model Breadcrumbs: mask the smallest changes and the outliers (Davari, Belilovsky, ECCV 2024). */
export default defineMethod({
  id: 'breadcrumbs',
  name: 'Model Breadcrumbs',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title: 'Model Breadcrumbs: Scaling Multi-Task Model Merging with Sparse Masks',
    authors: 'Davari, Belilovsky',
    year: 2024,
    address: 'https://arxiv.org/abs/2312.06795',
  },
  summary:
    'Leaves out both the smallest and the few largest of each model’s changes, tensor by tensor, and merges the rest.',
  takes: 'base, models',
  gives: 'model',
  reductions: [],
  files: {
    base: basePort(),
    models: modelsPort({ help: 'One or more models fine-tuned from the base, with the same tensors.', min: 1 }),
  },
  settings: {
    density: densityPort({
      help: 'The share of each tensor’s changes that stays. Published merge configurations often keep 0.9.',
      default: 0.9,
    }),
    gamma: number({
      title: 'Gamma',
      help: 'The share of the very largest changes of each tensor that goes as well. The density wins where both cannot be had.',
      default: 0.01,
      range: { min: 0, max: 0.5, step: 0.005 },
      symbol: 'γ',
    }),
    combine: combinePort(),
    lambda: lambdaPort({
      help: 'Scales the merged change before it is added to the base.',
    }),
    weights: weightsPort('all 1'),
    densities: densitiesPort(),
    rescale: toggle({
      title: 'Rescale',
      help: 'Scales what stays of a tensor until its magnitudes add up to what they did before.',
      default: false,
      advanced: true,
    }),
    normalise: normalisePort(false),
    profile: profilePort(),
    embedding: embeddingPort('base'),
  },
  outputs: mergedOutput('-breadcrumbs'),
  steps: mergeSteps('Rank the changes, find both cuts', 'Mask and merge the changes'),
  recipe,
  related: ['task-arithmetic', 'ties-merging', 'dare', 'model-stock', 'pcb-merging', 'linear-averaging'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge([...files.base, ...files.models], threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
