import type { WrittenCard } from './card.ts';

export const trust: readonly WrittenCard[] = [
  {
    order: 15,
    slug: 'pac-sets',
    title: 'PAC Prediction Sets for Large Language Models of Code',
    arxivId: '2302.08703',
    authors: ['Adam Khakhar', 'Stephen Mell', 'Osbert Bastani'],
    year: 2023,
    venue: 'ICML',
    codeUrl: 'https://github.com/adamkhakhar/python-pac-code-prediction-set',
    method: { name: 'PAC prediction sets', takes: 'programs, costs', gives: 'partial programs' },
    lead: 'Leaves holes in generated code where the model is unsure, with a guarantee for what remains.',
    summary:
      'A set of all programs that might be right is far too large to show. A program with a few subtrees of its syntax tree left open stands for such a set compactly. A threshold set on held-out examples decides which subtrees to open, so that with chosen confidence the correct program is a completion of what is shown, except for a chosen share of cases.',
  },
  {
    order: 29,
    slug: 'rocerf',
    title: 'Towards Bridging the Gaps between the Right to Explanation and the Right to be Forgotten',
    arxivId: '2302.04288',
    authors: ['Satyapriya Krishna', 'Jiaqi Ma', 'Himabindu Lakkaraju'],
    year: 2023,
    venue: 'ICML',
    codeUrl: 'https://github.com/y12uc231/rocerf_code',
    method: { name: 'RoCERF', takes: 'table, rejected rows', gives: 'lasting reasons' },
    lead: 'Gives a rejected applicant a change to aim for that stays valid when other people delete their data.',
    summary:
      'Somebody who is told how to be accepted may act on it, only to find the model retrained after others had their records removed. RoCERF looks for the deletion of at most k training rows that would hurt the advice most, which for an additive approximation takes one sort, and gives advice that survives it. For linear models and some others this is proved, and the extra cost is bounded.',
  },
  {
    order: 36,
    slug: 'worst-case-forget',
    title: 'Challenging Forgets: Unveiling the Worst-Case Forget Sets in Machine Unlearning',
    arxivId: '2403.07362',
    authors: ['Chongyu Fan', 'Jiancheng Liu', 'Alfred Hero', 'Sijia Liu'],
    year: 2024,
    venue: 'ECCV',
    codeUrl: 'https://github.com/OPTML-Group/Unlearn-WorstCase',
    method: { name: 'Worst-case forget', takes: 'labelled table', gives: 'rows hard to forget' },
    lead: 'Finds the training rows that a model has most trouble forgetting, to test unlearning at its weakest.',
    summary:
      'Unlearning is mostly tested on rows drawn at random, which says little about the bad cases. The method searches for the set of a given size on which the model, after unlearning, is still good: weights on the rows are adjusted from outside while unlearning runs inside. Approximate methods that look sound on random rows can fail on these.',
  },
  {
    order: 37,
    slug: 'dp-similarities',
    title: 'Efficiently Computing Similarities to Private Datasets',
    arxivId: '2403.08917',
    authors: ['Arturs Backurs', 'Zinan Lin', 'Sepideh Mahabadi', 'Sandeep Silwal', 'Jakub Tarnawski'],
    year: 2024,
    venue: 'ICLR',
    codeUrl: null,
    method: { name: 'DP similarities', takes: 'private rows, epsilon', gives: 'private structure' },
    lead: 'Answers how similar a query is to a private table, any number of times, for one privacy budget.',
    summary:
      'The table is turned once into a noisy structure, and every question asked of it afterwards is free of further privacy cost. For distances, each coordinate gets a binary tree of noisy counts; for smooth kernels, random projection or a short series makes the problem low-dimensional first. Classifying by mean similarity this way is much faster than private training.',
  },
  {
    order: 45,
    slug: 'lottery-ownership',
    title: 'You are caught stealing my winning lottery ticket! Making a lottery ticket claim its ownership',
    arxivId: '2111.00162',
    authors: ['Xuxi Chen', 'Tianlong Chen', 'Zhenyu Zhang', 'Zhangyang Wang'],
    year: 2021,
    venue: 'NeurIPS',
    codeUrl: 'https://github.com/VITA-Group/NO-stealing-LTH',
    method: { name: 'Lottery ownership', takes: 'sparse network', gives: 'proof of ownership' },
    lead: 'Signs a sparse network with a QR code woven into which connections exist.',
    summary:
      'Finding a good sparse subnetwork costs many rounds of training and pruning, so its owner may want to prove where it came from. The signature lies in the pattern of kept and removed connections of one layer, where a QR code with error correction is hidden. It can still be read after the weights have been fine-tuned or pruned a little more, and a set of trigger inputs allows a check from outside.',
  },
  {
    order: 56,
    slug: 'lfa',
    title:
      'Which Explanation Should I Choose? A Function Approximation Perspective to Characterizing Post Hoc Explanations',
    arxivId: '2206.01254',
    authors: ['Tessa Han', 'Suraj Srinivas', 'Himabindu Lakkaraju'],
    year: 2022,
    venue: 'NeurIPS',
    codeUrl: 'https://github.com/AI4LIFE-GROUP/lfa',
    method: { name: 'LFA', takes: 'black box, a point', gives: 'eight explanations' },
    lead: 'Shows that eight ways of explaining a prediction are all linear fits, over different neighbourhoods.',
    summary:
      'LIME, SHAP, integrated gradients and five others seem to have little in common. The paper writes each as the best linear model of the black box around a point, for some kind of noise and some loss. No neighbourhood suits every purpose, so one should choose by how one will use the explanation, and prefer a method that recovers the model when the model itself is linear.',
  },
];
