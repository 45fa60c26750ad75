import { defineMethod } from '../../method.ts';
import { checkpoint, choice, integer, number, seed, text, toggle } from '../../ports.ts';
import { estimate } from './estimate.ts';

/** Weight matching (Ainsworth, Hayase, Srinivasa, ICLR 2023; analysed by Ito, Yamada, Kumagai, ICLR 2025). */
export default defineMethod({
  id: 'weight-matching',
  name: 'Weight matching',
  version: '1.0.0',
  family: 'merging',
  paper: 'weight-matching',
  summary:
    'Puts the hidden units of one network into the order of another that was trained apart, so that the two can be averaged, and shows how far their singular vectors then agree.',
  takes: 'two networks',
  gives: 'matched network, average, permutations',
  reductions: [],
  files: {
    a: checkpoint({
      title: 'Network a',
      help: 'The network whose order is kept. The average has its names and number formats.',
      flag: 'a',
    }),
    b: checkpoint({
      title: 'Network b',
      help: 'A network of the same architecture and widths, trained from another start. Its units change places.',
      flag: 'b',
    }),
  },
  settings: {
    lambda: number({
      title: 'Lambda',
      help: 'Where between the two networks the average lies: 0 is a, 1 is b in its new order.',
      default: 0.5,
      range: { min: 0, max: 1, step: 0.01 },
      symbol: 'λ',
    }),
    specification: text({
      title: 'Specification',
      help: 'Which axes share a permutation, as JSON. Empty: found from the names and shapes of the tensors.',
      default: '',
      multiline: true,
      advanced: true,
    }),
    heads: integer({
      title: 'Attention heads',
      help: 'Query heads of each attention layer of a transformer. 0: as config.json beside the weights says; without it, heads keep their order.',
      default: 0,
      min: 0,
      max: 1024,
      advanced: true,
    }),
    stream: toggle({
      title: 'Residual stream',
      help: 'Also puts the residual stream of a transformer into order, embeddings included. All layers are then matched together.',
      default: false,
      advanced: true,
    }),
    wide: choice({
      title: 'Wide layers',
      help: 'What to do with more units than an exact assignment can order in reasonable time.',
      default: 'refuse',
      choices: [
        { value: 'refuse', title: 'Stop and say so' },
        { value: 'greedy', title: 'Order them greedily' },
        { value: 'leave', title: 'Leave their order' },
      ],
      advanced: true,
    }),
    widest: integer({
      title: 'Widest exact layer',
      help: 'More units than this count as wide. Time grows with the cube, memory with the square.',
      default: 4096,
      min: 16,
      max: 16384,
      advanced: true,
    }),
    sweeps: integer({
      title: 'Most sweeps',
      help: 'Stops after so many rounds over all layers, if they still gain.',
      default: 100,
      min: 1,
      max: 1000,
      advanced: true,
    }),
    layer: text({
      title: 'Layer to draw',
      help: 'The tensor whose singular vectors are drawn. Empty: the one whose vectors came closest.',
      default: '',
      advanced: true,
    }),
    seed: seed({ help: 'Orders the layers in each sweep. The same seed gives the same bytes on every machine.' }),
  },
  outputs: {
    matched: { kind: 'checkpoint', title: 'Matched network', suffix: '-matched', flag: 'out' },
    merged: { kind: 'checkpoint', title: 'Average', suffix: '-merged', flag: 'merged' },
    permutations: { kind: 'json', title: 'Permutations', suffix: '-permutations', flag: 'permutations' },
  },
  steps: [
    'Read headers, find what may change places',
    'Match units, sweep by sweep',
    'Check that the function is unchanged',
    'Compare singular vectors',
    'Try the networks in between',
    'Write the files',
  ],
  preview: false,
  implementation: () => import('./run.ts'),
  estimate,
  example: () => import('./example.ts'),
  figure: () => import('./figure.ts'),
  verification: () => import('./verify.ts'),
  badInputs: () => import('./bad-inputs.ts'),
});
