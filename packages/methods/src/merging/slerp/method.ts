import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import { embeddingPort, mergedOutput, mergeSteps, modelsPort } from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { number } from '../../ports.ts';
import { recipe } from './recipe.ts';

/** Bytes of inputs that one thread hashes, measures and merges in a second. */
const bytesASecond = 1e8;

/** Spherical linear interpolation between two models (Shoemake, 1985). */
export default defineMethod({
  id: 'slerp',
  name: 'SLERP',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title: 'Animating Rotation with Quaternion Curves',
    authors: 'Shoemake',
    year: 1985,
    address: 'https://doi.org/10.1145/325165.325242',
  },
  summary:
    'Goes from one model to another along a circle around zero, tensor by tensor, so that the way does not cut the corner.',
  takes: 'two models',
  gives: 'model',
  reductions: [],
  files: {
    models: modelsPort({
      help: 'Two models with the same tensors, fine-tuned from one base. The merged file has the names, shapes and number formats of the first.',
      min: 2,
      max: 2,
    }),
  },
  settings: {
    t: number({
      title: 'Place on the way',
      help: 'Where the merged model lies: 0 is the first model, 1 the second.',
      default: 0.5,
      range: { min: 0, max: 1, step: 0.01 },
      symbol: 't',
    }),
    embedding: embeddingPort('first model'),
  },
  outputs: mergedOutput('-slerp'),
  steps: mergeSteps('Measure the angles', 'Interpolate'),
  recipe,
  related: ['linear-averaging'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge(files.models, threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
