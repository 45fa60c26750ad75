import type { WrittenCard } from './card.ts';

export const optimisation: readonly WrittenCard[] = [
  {
    order: 16,
    slug: 'matrix-completion',
    title: 'Low Rank Matrix Completion via Robust Alternating Minimization in Nearly Linear Time',
    arxivId: '2302.11068',
    authors: ['Yuzhou Gu', 'Zhao Song', 'Junze Yin', 'Lichen Zhang'],
    year: 2024,
    venue: 'ICLR',
    codeUrl: null,
    method: { name: 'Matrix completion', takes: 'some entries', gives: 'every entry' },
    lead: 'Fills in a matrix from a few entries, in time that grows only linearly with the entries and the rank.',
    summary:
      'Completing a table of ratings means finding two thin factors whose product agrees with the known entries. The usual way solves for one factor while the other is held, and proofs so far wanted each solution to be exact. Here every step may be approximate, by sketched and preconditioned least squares, and the whole still converges, which saves a factor of the rank.',
  },
  {
    order: 32,
    slug: 'block-coordinate-descent',
    title:
      "Let's Make Block Coordinate Descent Converge Faster: Faster Greedy Rules, Message-Passing, Active-Set Complexity, and Superlinear Convergence",
    arxivId: '1712.08859',
    authors: ['Julie Nutini', 'Issam Laradji', 'Mark Schmidt'],
    year: 2022,
    venue: 'JMLR',
    codeUrl: 'https://github.com/IssamLaradji/BlockCoordinateDescent',
    method: { name: 'Block coordinate descent', takes: 'matrix, loss', gives: 'solution, trace' },
    lead: 'Improves each of the three choices of block coordinate descent: how to cut, which block, what step.',
    summary:
      'Instead of all variables at once, a few are updated while the others wait. The paper gives rules that pick a block by the progress it promises, shows how to solve very large blocks exactly when their links form a forest, and bounds how soon the zero variables of a sparse solution are found. Once they are, Newton steps on the rest converge superlinearly.',
  },
  {
    order: 47,
    slug: 'just-one-byte',
    title:
      'Just One Byte (per gradient): A Note on Low-Bandwidth Decentralized Language Model Finetuning Using Shared Randomness',
    arxivId: '2306.10015',
    authors: ['Eric Zelikman', 'Qian Huang', 'Percy Liang', 'Nick Haber', 'Noah D. Goodman'],
    year: 2023,
    venue: null,
    codeUrl: 'https://github.com/ezelikman/justonebyte',
    method: { name: 'Just one byte', takes: 'one model, many hosts', gives: 'the same model' },
    lead: 'Fine-tunes one model on many machines that send each other a single number for each sample.',
    summary:
      'Every machine nudges its copy of the model along a random direction, forwards and backwards, and measures the difference in loss. Only this number is sent, together with the seed of the direction, from which every other machine rebuilds the direction and takes the same step. No gradients are stored and no data leaves a machine; hosts can join and leave as they like.',
  },
  {
    order: 64,
    slug: 'ef21-w',
    title: 'Error Feedback Reloaded: From Quadratic to Arithmetic Mean of Smoothness Constants',
    arxivId: '2402.10774',
    authors: ['Peter Richtárik', 'Elnur Gasanov', 'Konstantin Burlachenko'],
    year: 2024,
    venue: 'ICLR',
    codeUrl: null,
    method: { name: 'EF21-W', takes: 'data shards', gives: 'solution, bits sent' },
    lead: 'Lets distributed training with compressed messages take larger steps when the machines hold unlike data.',
    summary:
      'Each machine sends only the largest entries of its gradient and remembers the error for next time. How large a step is safe depends on the smoothness of the losses on all machines, and the old bound took their root mean square. Weighting the machines by smoothness brings this down to the plain mean; a closer look shows that the unweighted method deserves the larger step too.',
  },
];
