import type { WrittenCard } from './card.ts';

export const architectureSearch: readonly WrittenCard[] = [
  {
    order: 43,
    slug: 'functional-hashing',
    title: 'Unified Functional Hashing in Automatic Machine Learning',
    arxivId: '2302.05433',
    authors: [
      'Ryan Gillard',
      'Stephen Jonany',
      'Yingjie Miao',
      'Michael Munn',
      'Connal de Souza',
      'Jonathan Dungay',
      'Chen Liang',
      'David R. So',
      'Quoc V. Le',
      'Esteban Real',
    ],
    year: 2023,
    venue: null,
    codeUrl: null,
    method: { name: 'Functional hashing', takes: 'candidates, probes', gives: 'groups of equals' },
    lead: 'Recognises candidates that compute the same thing however they are written, and evaluates each only once.',
    summary:
      'Evolutionary search keeps inventing the same program in different words and pays for its training every time. Running a candidate briefly on a few fixed inputs and hashing the outputs reveals such repeats. One hash serves graphs, code and functions alike, the score of a known equal is taken from a cache, and the paper studies collisions and noisy scores.',
  },
  {
    order: 72,
    slug: 'gm-nas',
    title: 'Generalizing Few-Shot NAS with Gradient Matching',
    arxivId: '2203.15207',
    authors: ['Shoukang Hu', 'Ruochen Wang', 'Lanqing Hong', 'Zhenguo Li', 'Cho-Jui Hsieh', 'Jiashi Feng'],
    year: 2022,
    venue: 'ICLR',
    codeUrl: 'https://github.com/skhu101/GM-NAS',
    method: { name: 'GM-NAS', takes: 'search space', gives: 'sub-spaces, scores' },
    lead: 'Splits a shared network for architecture search where its members disagree about the shared weights.',
    summary:
      'Scoring thousands of architectures with one set of shared weights is cheap but misleading when they pull those weights in different directions. For each choice of operation the gradient on the shared weights is measured, and operations whose gradients point the same way stay together. Each split then makes two halves instead of one part for every operation, so the same budget allows more splits.',
  },
  {
    order: 73,
    slug: 'neas',
    title: 'One-Shot Neural Ensemble Architecture Search by Diversity-Guided Search Space Shrinking',
    arxivId: '2104.00597',
    authors: ['Minghao Chen', 'Jianlong Fu', 'Haibin Ling'],
    year: 2021,
    venue: 'CVPR',
    codeUrl: 'https://github.com/researchmm/NEAS',
    method: { name: 'NEAS', takes: 'search space', gives: 'ensemble' },
    lead: 'Searches for several small networks that are good together, not for one that is best alone.',
    summary:
      'An ensemble gains from members that err differently, but searching for several networks at once makes the space far larger. NEAS drops operators step by step, keeping those that are accurate or unlike the others. The members share their first layers, and where they branch is itself searched, which pays for the ensemble within the budget of one network.',
  },
];
