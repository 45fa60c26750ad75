import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import {
  embeddingPort,
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
const bytesASecond = 1.9e8;

/** The weighted average of models (Wortsman and others, “Model soups”, ICML 2022). */
export default defineMethod({
  id: 'linear-averaging',
  name: 'Averaging',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title:
      'Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time',
    authors: 'Wortsman and others',
    year: 2022,
    address: 'https://arxiv.org/abs/2203.05482',
  },
  summary: 'Averages the parameters of several models, each as much as its weight says.',
  takes: 'models',
  gives: 'model',
  reductions: ['It averages the models it is given: it does not try them on data to choose which of them take part.'],
  files: {
    models: modelsPort({
      help: 'Models with the same tensors, fine-tuned from one base. The merged file has the names, shapes and number formats of the first.',
      min: 1,
    }),
  },
  settings: {
    weights: weightsPort('all the same'),
    normalise: normalisePort(true),
    profile: profilePort('differences summed in float32 and rounded once, so that equal models give their own bytes'),
    embedding: embeddingPort('first model'),
  },
  outputs: mergedOutput('-average'),
  steps: mergeSteps('Prepare', 'Average the models'),
  recipe,
  related: ['slerp'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge(files.models, threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
