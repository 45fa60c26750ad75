import { defineMethod } from '../../method.ts';
import { checkpoint, checkpoints, choice, number, numbers, share, toggle } from '../../ports.ts';
import { estimate } from './estimate.ts';
import { recipe } from './recipe.ts';

/** TIES-Merging: trim, elect sign, disjoint merge (Yadav, Tam, Choshen, Raffel, Bansal, NeurIPS 2023). */
export default defineMethod({
  id: 'ties-merging',
  name: 'TIES-Merging',
  version: '1.0.0',
  family: 'merging',
  paper: 'ties-merging',
  summary:
    'Merges fine-tuned models into one: keeps the largest changes of each, elects a sign for every parameter by total movement, and averages only the models that agree with it.',
  takes: 'base, models',
  gives: 'model',
  reductions: [],
  files: {
    base: checkpoint({
      title: 'Base model',
      help: 'The model that all others were fine-tuned from. The merged file has its names, shapes and number formats.',
      flag: 'base',
    }),
    models: checkpoints({
      title: 'Fine-tuned models',
      help: 'Two or more models fine-tuned from the base, with the same tensors.',
      min: 1,
      flag: 'model',
    }),
  },
  settings: {
    density: share({
      title: 'Density',
      help: 'The share of each model’s changes that is kept, the largest first. The paper keeps 0.2.',
      default: 0.2,
      symbol: 'K',
    }),
    lambda: number({
      title: 'Lambda',
      help: 'Scales the merged change before it is added to the base. The paper searches 0.8 to 1.8 where there is validation data.',
      default: 1,
      range: { min: 0, max: 3, step: 0.05, usual: [0.8, 1.8] },
      symbol: 'λ',
    }),
    scope: choice({
      title: 'Scope',
      help: 'What the density counts over: all parameters of a model together, as in the paper, or each tensor by itself.',
      default: 'as-profile',
      choices: [
        { value: 'as-profile', title: 'As the profile' },
        { value: 'model', title: 'Whole model' },
        { value: 'tensor', title: 'Each tensor' },
      ],
    }),
    profile: choice({
      title: 'Profile',
      help: 'Whose details to follow where implementations differ: the authors’ code, or mergekit’s, with its rounding.',
      default: 'paper',
      choices: [
        { value: 'paper', title: 'The paper' },
        { value: 'mergekit', title: 'mergekit' },
      ],
      advanced: true,
    }),
    merge: choice({
      title: 'Merge',
      help: 'What becomes of the changes that agree with the elected sign.',
      default: 'mean',
      choices: [
        { value: 'mean', title: 'Their mean' },
        { value: 'sum', title: 'Their sum' },
        { value: 'max', title: 'The largest' },
      ],
      advanced: true,
    }),
    ties: choice({
      title: 'Ties at the cut',
      help: 'Changes exactly as large as the smallest one kept: keep them all, as in the authors’ code, or only the first ones, so that the number kept is exact.',
      default: 'as-profile',
      choices: [
        { value: 'as-profile', title: 'As the profile' },
        { value: 'keep-all', title: 'Keep all' },
        { value: 'stable-index', title: 'Keep the first' },
      ],
      advanced: true,
    }),
    weights: numbers({
      title: 'Weights',
      help: 'One number for each model, in their order, multiplied with its change before the election (mergekit only). Empty: all 1.',
      default: [],
      advanced: true,
    }),
    normalise: toggle({
      title: 'Divide by the weights',
      help: 'Divides the sum of the agreeing changes by the sum of their weights (mergekit only).',
      default: true,
      advanced: true,
    }),
    embedding: choice({
      title: 'Vocabulary rows',
      help: 'What to do when a model’s vocabulary tensors have another number of rows than the base: stop, leave the extra rows out, or count missing rows as unchanged.',
      default: 'error',
      choices: [
        { value: 'error', title: 'Stop' },
        { value: 'crop', title: 'Leave extra rows out' },
        { value: 'pad', title: 'Missing rows are unchanged' },
      ],
      advanced: true,
    }),
  },
  outputs: { merged: { kind: 'checkpoint', title: 'Merged model', suffix: '-ties', flag: 'out' } },
  steps: [
    'Read headers, compare names and shapes',
    'Rank the changes, find the cut',
    'Elect signs, merge the models that agree',
    'Write the merged file',
  ],
  recipe,
  related: ['task-arithmetic', 'dare', 'breadcrumbs', 'model-stock', 'pcb-merging', 'linear-averaging'],
  implementation: () => import('./run.ts'),
  estimate,
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
