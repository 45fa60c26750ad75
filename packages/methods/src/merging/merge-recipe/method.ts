import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import { embeddingPort } from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { checkpoints, choice, seed, text } from '../../ports.ts';

/** Bytes of inputs that one thread hashes and merges in a second, by the slower methods. */
const bytesASecond = 2e8;

/** Merges as a configuration in YAML says, in the language of mergekit. */
export default defineMethod({
  id: 'merge-recipe',
  name: 'Merge by recipe',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: null,
  summary:
    'Runs a merge configuration in YAML as merging tools know it: methods, layers and tensors with parameters of their own, slices of layers, adapters.',
  takes: 'recipe, models',
  gives: 'model',
  reductions: [],
  files: {
    models: checkpoints({
      title: 'Models of the recipe',
      help: 'Every model and adapter that the recipe names, each once, in the order in which it first names them.',
      min: 1,
      flag: 'model',
    }),
  },
  settings: {
    recipe: text({
      title: 'Recipe',
      help: 'The merge configuration in YAML. Paths in it are names here: the models are given beside it.',
      default: '',
      multiline: true,
    }),
    profile: choice({
      title: 'Profile',
      help: 'Whose details to follow where they differ: mergekit’s, with its rounding after every step, or those of the methods’ papers, rounded once.',
      default: 'mergekit',
      choices: [
        { value: 'mergekit', title: 'mergekit' },
        { value: 'paper', title: 'The papers' },
      ],
    }),
    embedding: embeddingPort('base'),
    shardSize: text({
      title: 'Size of a file',
      help: 'A model larger than this is written in several files with an index, as Hugging Face libraries read it. For example 5GB or 500MB.',
      default: '5GB',
      advanced: true,
    }),
    seed: seed(),
  },
  outputs: {
    merged: { kind: 'checkpoint', title: 'Merged model', suffix: '', flag: 'out', many: true },
    index: { kind: 'json', title: 'Index of its files', suffix: '', flag: 'index', optional: true },
    config: { kind: 'json', title: 'Configuration', suffix: '', flag: 'config', optional: true },
    companions: {
      kind: 'text',
      title: 'Other files of the model',
      suffix: '',
      flag: 'companions',
      many: true,
      optional: true,
    },
    card: { kind: 'text', title: 'Model card', suffix: '', flag: 'card' },
  },
  steps: ['Read the recipe and the headers, plan', 'Measure the models', 'Merge', 'Write the other files'],
  recipe: (_names, settings) => String(settings['recipe']),
  preview: false,
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge(files.models, threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
