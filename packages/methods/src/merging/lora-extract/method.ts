import { defineMethod } from '../../method.ts';
import { checkpoint, integer } from '../../ports.ts';
import { estimate } from './estimate.ts';

/** A LoRA adapter from two checkpoints, by truncated singular value decomposition of the change. */
export default defineMethod({
  id: 'lora-extract',
  name: 'Extract a LoRA adapter',
  version: '1.0.0',
  family: 'merging',
  paper: null,
  source: {
    title: 'LoRA: Low-Rank Adaptation of Large Language Models',
    authors: 'Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang, Chen',
    year: 2022,
    address: 'https://arxiv.org/abs/2106.09685',
  },
  summary:
    'Turns what fine-tuning changed into a small adapter: of every linear weight, the closest change of a given rank.',
  takes: 'base, tuned model',
  gives: 'adapter',
  reductions: [],
  files: {
    base: checkpoint({ title: 'Base model', help: 'The model before fine-tuning.', flag: 'base' }),
    tuned: checkpoint({ title: 'Fine-tuned model', help: 'The model after it, with the same tensors.', flag: 'tuned' }),
  },
  settings: {
    rank: integer({
      title: 'Rank',
      help: 'Columns of the two matrices of every weight. More keeps more of the change and takes more room.',
      default: 16,
      min: 1,
      max: 512,
      usual: [8, 64],
    }),
  },
  outputs: {
    adapter: { kind: 'checkpoint', title: 'Adapter', suffix: '-lora', flag: 'out' },
    config: { kind: 'json', title: 'Its configuration', suffix: '-lora', flag: 'config' },
  },
  steps: ['Read headers, compare names and shapes', 'Decompose the change of every weight', 'Write the adapter'],
  preview: false,
  implementation: () => import('./run.ts'),
  estimate,
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
