import type { WrittenCard } from './card.ts';

export const compression: readonly WrittenCard[] = [
  {
    order: 25,
    slug: 'stable-rps',
    title: 'In defense of parameter sharing for model-compression',
    arxivId: '2310.11611',
    authors: ['Aditya Desai', 'Anshumali Shrivastava'],
    year: 2024,
    venue: 'ICLR',
    codeUrl: 'https://github.com/apd10/FakeRoast',
    method: { name: 'STABLE-RPS', takes: 'architecture, budget', gives: 'shared weights' },
    lead: 'Stores a whole network in one short array, from which every weight is looked up by a hash.',
    summary:
      'Pruning makes a network small by removing weights; sharing makes it small by letting many weights read the same stored number. Compared at equal memory, random sharing holds up against small networks and against most pruning, above all when little memory is left. The paper mends two faults of earlier schemes: training that diverged, and accuracy that did not return when nothing was compressed.',
  },
  {
    order: 33,
    slug: 'moe-inference-survey',
    title: 'A Survey on Inference Optimization Techniques for Mixture of Experts Models',
    arxivId: '2412.14219',
    authors: [
      'Jiacheng Liu',
      'Peng Tang',
      'Wenfeng Wang',
      'Yuhang Ren',
      'Xiaofeng Hou',
      'Pheng-Ann Heng',
      'Minyi Guo',
      'Chao Li',
    ],
    year: 2024,
    venue: null,
    codeUrl: 'https://github.com/MoE-Inf/awesome-moe-inference',
    method: { name: 'MoE calculator', takes: 'model card, hardware', gives: 'memory, cache hits' },
    lead: 'Maps the ways of running mixture-of-experts models cheaply, from the model down to the chip.',
    summary:
      'A mixture of experts computes with few of its parameters at a time and still has to keep all of them somewhere. The survey sorts what has been tried into three layers: changes to the model, such as fewer or smaller experts; the system that places, loads and schedules them; and hardware built for the purpose. A list of the papers is kept up to date beside it.',
  },
  {
    order: 67,
    slug: 'mos',
    title: 'MoS: Unleashing Parameter Efficiency of Low-Rank Adaptation with Mixture of Shards',
    arxivId: '2410.00938',
    authors: [
      'Sheng Wang',
      'Liheng Chen',
      'Pengan Chen',
      'Jingwei Dong',
      'Boyang Xue',
      'Jiyue Jiang',
      'Lingpeng Kong',
      'Chuan Wu',
    ],
    year: 2025,
    venue: 'ICLR',
    codeUrl: 'https://github.com/Forence1999/MoS',
    method: { name: 'MoS', takes: 'layer shapes, budget', gives: 'shared adapters' },
    lead: 'Assembles the low-rank adapters of all layers from one common pool of short pieces.',
    summary:
      'Adapters of different layers can share parameters, but sharing them whole makes the layers too much alike. MoS cuts the vectors into shards, keeps separate pools for the two factors, and gives each layer a random but fixed choice of shards, a few of them its own. About an eighth of the parameters then does what plain LoRA does, and the result converts back to ordinary LoRA.',
  },
];
