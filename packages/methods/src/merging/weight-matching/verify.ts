import { throwIfCancelled } from '@offprint/errors';
import type { Claim, Verification } from '../../method.ts';
import { type Experiment, experiment, middle } from './experiment.ts';

/** Units of each hidden layer of the networks on which the main claims rest. */
const width = 256;
/** Widths over which the barrier must fall, and the seeds with which each is tried; fewer where it takes long. */
const trials: readonly (readonly [number, readonly number[]])[] = [
  [32, [1, 2, 3]],
  [64, [1, 2, 3]],
  [128, [1, 2, 3]],
  [width, [1, 2]],
  [512, [1]],
];

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** How many points of accuracy the network midway is below the mean of its ends. */
function drop(scores: Experiment['before']): number {
  return 100 * ((scores[0].accuracy + (scores.at(-1)?.accuracy ?? 0)) / 2 - scores[middle].accuracy);
}

/** What must hold for any networks, trained or not. */
function exactClaims(all: readonly Experiment[]): Claim[] {
  const layers = all.flatMap((one) => one.layers);
  const falls = all.flatMap(({ objective }) =>
    objective.slice(1).map((value, at) => value < objective[at] - 1e-9 * Math.abs(value)),
  );
  return [
    {
      claim: 'Largest difference of the outputs of b in its old and new order, relative',
      expected: 0,
      accepted: [0, 1e-10],
      got: Math.max(...all.map((one) => one.functionDifference)),
    },
    {
      claim: 'Largest change of a singular value by the new order, relative to the largest',
      expected: 0,
      accepted: [0, 1e-10],
      got: Math.max(...all.map((one) => one.singularDifference)),
    },
    {
      claim: 'Sweeps that lower the objective',
      expected: 0,
      accepted: [0, 0],
      got: falls.filter(Boolean).length,
    },
    {
      claim: `Layers of ${layers.length} whose inner product exceeds von Neumann’s bound Σ σᵢσᵢ`,
      expected: 0,
      accepted: [0, 0],
      got: layers.filter(({ innerAfter, bound }) => innerAfter > bound * (1 + 1e-12)).length,
    },
  ];
}

function trainedClaims(all: readonly Experiment[]): Claim[] {
  const [before, after] = [
    mean(all.map(({ barrier }) => barrier.before)),
    mean(all.map(({ barrier }) => barrier.after)),
  ];
  const ratios = all.map(({ distanceRatio }) => rounded(distanceRatio, 3));
  return [
    {
      claim: 'Mean loss barrier before matching, by that after',
      expected: 'above 5',
      accepted: [5, 1e6],
      got: rounded(before / Math.max(after, 1e-6), 1),
    },
    {
      claim: 'Mean drop of accuracy midway before matching, in points',
      expected: 'above 20',
      accepted: [20, 100],
      got: rounded(mean(all.map((one) => drop(one.before))), 1),
    },
    {
      claim: 'Mean drop of accuracy midway after matching, in points',
      expected: 'below 5',
      accepted: [-5, 5],
      got: rounded(mean(all.map((one) => drop(one.after))), 1),
    },
    {
      claim: 'Least ratio of the distance after matching to that before',
      expected: '0.75 to 0.99',
      accepted: [0.75, 0.99],
      got: Math.min(...ratios),
    },
    {
      claim: 'Largest ratio of the distance after matching to that before',
      expected: '0.75 to 0.99',
      accepted: [0.75, 0.99],
      got: Math.max(...ratios),
    },
    {
      claim: 'Least rise of the alignment R of large singular vectors',
      expected: 'above 0',
      accepted: [0.02, 1],
      got: rounded(Math.min(...all.map(({ alignment }) => alignment.after - alignment.before)), 3),
    },
  ];
}

export const verification: Verification = {
  title: 'Matched networks can be averaged, though they hardly come closer: their large singular vectors align',
  source: 'sections 3 and 4; von Neumann’s trace inequality',
  async run({ signal, progress }) {
    // The work grows with the square of the width, so the share is that of the units squared.
    const all = trials.reduce((sum, [units, seeds]) => sum + seeds.length * units ** 2, 0);
    const found = new Map<number, Experiment[]>();
    let done = 0;
    for (const [units, seeds] of trials) {
      for (const seed of seeds) {
        throwIfCancelled(signal);
        progress(done / all, `two networks of width ${units}, seed ${seed}`);
        found.set(units, [...(found.get(units) ?? []), await experiment(seed, units, signal)]);
        done += units ** 2;
      }
    }
    const barriers = trials.map(([units]) => mean((found.get(units) ?? []).map(({ barrier }) => barrier.after)));
    const widths = trials.map(([units]) => units).join(', ');
    return [
      ...exactClaims([...found.values()].flat()),
      ...trainedClaims(found.get(width) ?? []),
      {
        claim: `Widths of ${widths} at which the mean barrier after matching is not below that of the next smaller one`,
        expected: 0,
        accepted: [0, 0],
        got: barriers.filter((barrier, at) => at > 0 && barrier >= barriers[at - 1]).length,
      },
    ];
  },
};
