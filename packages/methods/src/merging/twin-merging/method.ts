import { basePort, modelsPort } from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { choice, number, numbers, share } from '../../ports.ts';
import { estimate } from './estimate.ts';

/** Twin-Merging, the static part (Lu and others, NeurIPS 2024). */
export default defineMethod({
  id: 'twin-merging',
  name: 'Twin-Merging',
  version: '1.0.0',
  family: 'merging',
  paper: 'twin-merging',
  summary:
    'Splits fine-tuned models into one shared model and a small exclusive part for each task, kept as thin factors that are added back in any mixture.',
  takes: 'base, models',
  gives: 'package',
  reductions: [
    'The router that chooses the mixture for each input is not trained here yet: it needs examples and a running network. You give the mixture, and the package holds all that a router needs.',
  ],
  files: {
    base: basePort(),
    models: modelsPort({ help: 'One model for each task, fine-tuned from the base, with the same tensors.', min: 1 }),
  },
  settings: {
    density: share({
      title: 'Density',
      help: 'How much of each task is kept beyond the shared model: the share of the singular values of every weight, the largest first.',
      default: 0.1,
      usual: [0.05, 0.2],
    }),
    lambda: number({
      title: 'Lambda',
      help: 'Scales the sum of all changes that makes the shared model.',
      default: 0.3,
      range: { min: 0, max: 1.5, step: 0.05, usual: [0.3, 0.7] },
      symbol: 'λ',
    }),
    mixture: numbers({
      title: 'Mixture',
      help: 'One number for each model: how much of its exclusive part goes into a merged model, for example 1,0,0 for the first task. Empty: no merged model, only the package.',
      default: [],
      symbol: 'w',
      each: 'models',
    }),
    profile: choice({
      title: 'Ranks',
      help: 'Whether density times size is rounded and at least 1, or cut off as in the authors’ code, where it can become 0.',
      default: 'rounded',
      choices: [
        { value: 'rounded', title: 'Rounded, at least 1' },
        { value: 'authors', title: 'The authors’ code' },
      ],
      advanced: true,
    }),
  },
  outputs: {
    shared: { kind: 'checkpoint', title: 'Shared model', suffix: '-shared', flag: 'out' },
    exclusive: { kind: 'checkpoint', title: 'Exclusive parts', suffix: '-exclusive', flag: 'parts', many: true },
    merged: {
      kind: 'checkpoint',
      title: 'Merged model for the mixture',
      suffix: '-mixed',
      flag: 'mixed',
      optional: true,
    },
    package: { kind: 'json', title: 'What belongs together', suffix: '-twin', flag: 'package' },
  },
  steps: [
    'Read headers, compare names and shapes',
    'Compress what each task has beyond the shared model',
    'Write the package',
  ],
  // Singular values of a few rows say nothing of those of all.
  preview: false,
  implementation: () => import('./run.ts'),
  estimate,
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
