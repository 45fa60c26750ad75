import { estimateMerge } from '../../checkpoints/merge-estimate.ts';
import { embeddingPort, mergedOutput, mergeSteps } from '../../checkpoints/merge-ports.ts';
import { defineMethod } from '../../method.ts';
import { checkpoints, choice, number, numbers, text, toggle } from '../../ports.ts';

/** Bytes of inputs that one thread hashes, measures and merges in a second. */
const bytesASecond = 2e8;

/** Fisher-weighted averaging (Matena and Raffel, NeurIPS 2022). */
export default defineMethod({
  id: 'fisher-merging',
  name: 'Fisher merging',
  version: '1.0.0',
  family: 'merging',
  paper: 'fisher-merging',
  summary:
    'Averages models parameter by parameter, each weighted by how certain it is of that parameter: its diagonal Fisher information.',
  takes: 'models, Fisher information',
  gives: 'model',
  reductions: [
    'The Fisher information of large models is not computed here: it needs their data and a training framework. You bring it as safetensors files; the README says how to make them. Of small networks the check computes it exactly.',
    'The search over coefficients on a validation set is left to you: give coefficients, or run it for several.',
  ],
  files: {
    models: checkpoints({
      title: 'Models',
      help: 'Two or more models of one architecture, trained from the same start. The first is the target: the merged file has its names, formats and head.',
      min: 2,
      flag: 'model',
    }),
    fishers: checkpoints({
      title: 'Fisher information',
      help: 'For each model, in their order, a file with the same tensors that holds the diagonal of its Fisher information.',
      min: 2,
      flag: 'fisher',
    }),
  },
  settings: {
    coefficients: numbers({
      title: 'Coefficients',
      help: 'One number from 0 up for each model, by which its information is multiplied. Empty: the same for all.',
      default: [],
      symbol: 'λ',
      each: 'models',
    }),
    normalise: toggle({
      title: 'Normalise the information',
      help: 'Divides the information of each model by its Euclidean norm, because that of different tasks differs by orders of magnitude.',
      default: true,
    }),
    floor: number({
      title: 'Floor',
      help: 'The least information that a parameter is taken to have.',
      default: 1e-6,
      range: { min: 1e-7, max: 1e-4, step: 1e-7 },
      min: 1e-30,
      max: 1,
      advanced: true,
    }),
    favourTarget: toggle({
      title: 'Favour the first model',
      help: 'Only the first model has the floor, so that a parameter that no model is certain of stays as the first has it.',
      default: true,
      advanced: true,
    }),
    variant: choice({
      title: 'Rule',
      help: 'Whose details to follow: the authors’ code, or MergeLM’s, which adds the floor to the information of all models and makes the norms sum to 1.',
      default: 'authors',
      choices: [
        { value: 'authors', title: 'The authors' },
        { value: 'mergelm', title: 'MergeLM' },
      ],
      advanced: true,
    }),
    body: text({
      title: 'Body',
      help: 'A regular expression for the names of the tensors to merge; the others, such as heads of different tasks, stay as in the first model. Empty: all.',
      default: '',
      advanced: true,
    }),
    embedding: embeddingPort('first model'),
  },
  outputs: mergedOutput('-fisher'),
  steps: mergeSteps('Measure the information', 'Average, weighted by information'),
  related: [],
  implementation: () => import('./run.ts'),
  estimate: ({ files, threads }) => estimateMerge([...files.models, ...files.fishers], threads, bytesASecond),
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
