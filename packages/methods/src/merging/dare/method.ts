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
import { choice, seed } from '../../ports.ts';
import { recipe } from './recipe.ts';

/** Bytes of inputs that one thread hashes, masks and merges in a second. */
const bytesASecond = 1.7e8;

/** DARE: drop changes at random and rescale the rest (Yu and others, ICML 2024). */
export default defineMethod({
  id: 'dare',
  name: 'DARE',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title: 'Language Models are Super Mario: Absorbing Abilities from Homologous Models as a Free Lunch',
    authors: 'Yu, Yu, Yu, Huang, Li',
    year: 2024,
    address: 'https://arxiv.org/abs/2311.03099',
  },
  summary:
    'Drops most of each model’s changes at random, makes up for it by scaling the rest, and merges what is left.',
  takes: 'base, models',
  gives: 'model',
  reductions: [],
  files: {
    base: basePort(),
    models: modelsPort({ help: 'One or more models fine-tuned from the base, with the same tensors.', min: 1 }),
  },
  settings: {
    density: densityPort({
      help: 'The share of each model’s changes that stays, 1 − p where the paper drops with probability p. The paper drops 0.9 of them.',
      default: 0.1,
      usual: [0.1, 0.5],
    }),
    combine: combinePort(),
    lambda: lambdaPort({
      help: 'Scales the merged change before it is added to the base.',
    }),
    rescale: choice({
      title: 'Rescale',
      help: 'What makes up for the changes that were dropped: division by the density, as in the paper; the ratio of each tensor’s summed magnitudes before and after, as in mergekit; or nothing.',
      default: 'paper',
      choices: [
        { value: 'paper', title: 'Divide by the density' },
        { value: 'mergekit', title: 'Match the sum of magnitudes' },
        { value: 'none', title: 'Nothing' },
      ],
    }),
    weights: weightsPort('all 1'),
    seed: seed({
      help: 'Decides which changes stay. The same seed gives the same bytes on every machine.',
      advanced: false,
    }),
    densities: densitiesPort(),
    normalise: normalisePort(false),
    profile: profilePort(),
    embedding: embeddingPort('base'),
  },
  outputs: mergedOutput('-dare'),
  steps: mergeSteps('Sum magnitudes before and after dropping', 'Drop, rescale and merge the changes'),
  recipe,
  related: ['task-arithmetic', 'ties-merging', 'breadcrumbs', 'model-stock', 'pcb-merging', 'linear-averaging'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge([...files.base, ...files.models], threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
