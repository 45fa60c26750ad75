/** Ports that ways of merging share, so that each says the same of the same thing. */
import { checkpoint, checkpoints, choice, number, numbers, share, toggle } from '../ports.ts';

export const basePort = () =>
  checkpoint({
    title: 'Base model',
    help: 'The model that all others were fine-tuned from. The merged file has its names, shapes and number formats.',
    flag: 'base',
  });

export const modelsPort = (words: { readonly help: string; readonly min: number; readonly max?: number }) =>
  checkpoints({ title: words.max === 2 ? 'Two models' : 'Fine-tuned models', flag: 'model', ...words });

export const weightsPort = (otherwise: string) =>
  numbers({
    title: 'Weights',
    help: `One number for each model, in their order, by which its share is multiplied. Empty: ${otherwise}.`,
    default: [],
    symbol: 'w',
    each: 'models',
  });

export const normalisePort = (standard: boolean) =>
  toggle({
    title: 'Divide by the weights',
    help: 'Divides the sum over the models by the sum of their weights, which makes it a mean.',
    default: standard,
    advanced: true,
  });

export const lambdaPort = (words: { readonly help: string; readonly usual?: readonly [number, number] }) =>
  number({
    title: 'Lambda',
    help: words.help,
    default: 1,
    range: { min: 0, max: 3, step: 0.05, ...(words.usual === undefined ? {} : { usual: words.usual }) },
    symbol: 'λ',
  });

export const densityPort = (words: {
  readonly help: string;
  readonly default: number;
  readonly usual?: readonly [number, number];
}) => share({ title: 'Density', symbol: 'q', ...words });

export const densitiesPort = () =>
  numbers({
    title: 'Densities',
    help: 'One density for each model, in their order, where they differ. Empty: the density above for all.',
    default: [],
    advanced: true,
    each: 'models',
  });

export const combinePort = () =>
  choice({
    title: 'Combine',
    help: 'Whether what stays of the models is added up, or elects a sign first as in TIES, so that only the models that agree with it count.',
    default: 'linear',
    choices: [
      { value: 'linear', title: 'Add up' },
      { value: 'ties', title: 'Elect signs' },
    ],
  });

export const profilePort = (precisely = 'summed in float32 and rounded once') =>
  choice({
    title: 'Profile',
    help: `How numbers are rounded: ${precisely}, or after every step as mergekit does, bit for bit.`,
    default: 'precise',
    choices: [
      { value: 'precise', title: 'Precise' },
      { value: 'mergekit', title: 'mergekit' },
    ],
    advanced: true,
  });

export const embeddingPort = (first: 'base' | 'first model') =>
  choice({
    title: 'Vocabulary rows',
    help: `What to do when a model’s vocabulary tensors have another number of rows than the ${first}: stop, leave the extra rows out, or count missing rows as unchanged.`,
    default: 'error',
    choices: [
      { value: 'error', title: 'Stop' },
      { value: 'crop', title: 'Leave extra rows out' },
      { value: 'pad', title: 'Missing rows are unchanged' },
    ],
    advanced: true,
  });

/** Outputs, and the steps of `mergeWithRule`. */
export const mergedOutput = (suffix: string) =>
  ({ merged: { kind: 'checkpoint', title: 'Merged model', suffix, flag: 'out' } }) as const;

export const mergeSteps = (measure: string, merge: string): readonly string[] => [
  'Read headers, compare names and shapes',
  measure,
  merge,
  'Write the merged file',
];
