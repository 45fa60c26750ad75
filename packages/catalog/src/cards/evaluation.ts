import type { WrittenCard } from './card.ts';

export const evaluation: readonly WrittenCard[] = [
  {
    order: 17,
    slug: 'visdiff',
    title: 'Describing Differences in Image Sets with Natural Language',
    arxivId: '2312.02974',
    authors: [
      'Lisa Dunlap',
      'Yuhui Zhang',
      'Xiaohan Wang',
      'Ruiqi Zhong',
      'Trevor Darrell',
      'Jacob Steinhardt',
      'Joseph E. Gonzalez',
      'Serena Yeung-Levy',
    ],
    year: 2024,
    venue: 'CVPR',
    codeUrl: 'https://github.com/Understanding-Visual-Datasets/VisDiff',
    method: { name: 'VisDiff', takes: 'two sets', gives: 'what differs' },
    lead: 'Says in words what is more often true of one set of images than of another.',
    summary:
      'A few images of each set are captioned, and a language model that reads the captions suggests what might tell the sets apart. Each suggestion is then scored against many images of both sets, by how well it separates them. The paper uses this to compare data sets, to find where a classifier fails, and to see how one image generator differs from the next.',
  },
  {
    order: 26,
    slug: 'onebench',
    title: 'ONEBench to Test Them All: Sample-Level Benchmarking Over Open-Ended Capabilities',
    arxivId: '2412.06745',
    authors: [
      'Adhiraj Ghosh',
      'Sebastian Dziadzio',
      'Ameya Prabhu',
      'Vishaal Udandarao',
      'Samuel Albanie',
      'Matthias Bethge',
    ],
    year: 2025,
    venue: 'ACL',
    codeUrl: 'https://github.com/bethgelab/onebench',
    method: { name: 'ONEBench', takes: 'incomplete results', gives: 'one ranking' },
    lead: 'Pools the samples of many benchmarks and ranks models from whatever results exist.',
    summary:
      'Benchmarks test fixed skills with metrics that cannot be averaged, and hardly any model has been run on all of them. ONEBench breaks them into single samples, turns every result into comparisons between models, and fits a Plackett-Luce ranking to those. The ranking hardly moves when nineteen in twenty results are missing, and any subset of samples gives a benchmark of its own.',
  },
  {
    order: 68,
    slug: 'copyscope',
    title: 'CopyScope: Model-level Copyright Infringement Quantification in the Diffusion Workflow',
    arxivId: '2311.12847',
    authors: ['Junlei Zhou', 'Jiashi Gao', 'Ziwei Wang', 'Xuetao Wei'],
    year: 2023,
    venue: null,
    codeUrl: null,
    method: { name: 'CopyScope', takes: 'images per coalition', gives: 'share of each part' },
    lead: 'Divides the likeness of generated images to protected work among the parts of the generator.',
    summary:
      "An image generator is assembled from parts: a base model, adapters, control networks, the prompt. Images are made with every combination of them, and the Fréchet distance of each batch to the protected work says how close it comes. Shapley values then give every part its share, without access to anybody's training data.",
  },
];
