import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import {
  basePort,
  embeddingPort,
  lambdaPort,
  mergedOutput,
  mergeSteps,
  modelsPort,
} from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { choice, numbers, share } from '../../ports.ts';

/** Bytes of inputs that one thread hashes, ranks, scores and merges in a second. */
const bytesASecond = 6e7;

/** PCB-Merging: parameter competition balancing (Du and others, NeurIPS 2024). */
export default defineMethod({
  id: 'pcb-merging',
  name: 'PCB-Merging',
  version: '1.0.0',
  family: 'merging',
  paper: 'pcb-merging',
  summary:
    'Lets parameters compete: each change counts by its size within its model and its agreement with the others, and only the share of each model that scores highest has a say.',
  takes: 'base, models',
  gives: 'model',
  reductions: [
    'The search for one λ a model on validation data is left to you: give lambdas, or run it for several.',
    'The formulas are those of the released code, which differ from the paper’s; the README says how.',
  ],
  files: {
    base: basePort(),
    models: modelsPort({ help: 'Two or more models fine-tuned from the base, with the same tensors.', min: 1 }),
  },
  settings: {
    ratio: share({
      title: 'Ratio',
      help: 'The share of each model’s parameters that has a say, those with the highest scores. The paper takes 0.1.',
      default: 0.1,
      usual: [0.05, 0.2],
      symbol: 'r',
    }),
    lambda: lambdaPort({
      help: 'Scales the merged change before it is added to the base. The released script takes 1.2.',
      usual: [0.8, 1.4],
    }),
    lambdas: numbers({
      title: 'Lambdas',
      help: 'One λ for each model, in their order, where they differ; the paper searches 0.8 to 1.3. Empty: lambda for all.',
      default: [],
      each: 'models',
      advanced: true,
    }),
    variant: choice({
      title: 'Formula',
      help: 'Which script of the release to follow. They differ in how many outliers are clamped and in how agreement is measured.',
      default: 'language',
      choices: [
        { value: 'language', title: 'The release’s main script' },
        { value: 'vision', title: 'Its vision experiments' },
      ],
      advanced: true,
    }),
    scope: choice({
      title: 'Scope',
      help: 'What ranks are counted over: all parameters of a model together, as in the paper, or each tensor by itself, which is not the paper’s.',
      default: 'model',
      choices: [
        { value: 'model', title: 'Whole model' },
        { value: 'tensor', title: 'Each tensor' },
      ],
      advanced: true,
    }),
    embedding: embeddingPort('base'),
  },
  outputs: mergedOutput('-pcb'),
  steps: mergeSteps('Rank magnitudes, then scores', 'Balance and merge the changes'),
  related: ['task-arithmetic', 'ties-merging', 'dare', 'breadcrumbs', 'model-stock'],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge([...files.base, ...files.models], threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
