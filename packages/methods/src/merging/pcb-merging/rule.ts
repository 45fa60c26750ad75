import type { Block, Rule } from '../../checkpoints/rule.ts';
import { floats, type Workspace } from '../../checkpoints/workspace.ts';
import { clampPlaces, type PcbOptions, scorePlaces } from './pcb.ts';
import { noPlaces, type Places, placePasses } from './place-passes.ts';

export interface PcbParameters extends PcbOptions {
  /** What statistics are of: of the model they are reported as totals, else as details of each tensor. */
  readonly scope: 'model' | 'tensor';
}

export interface PcbFound {
  /** Magnitudes that others are held between. */
  readonly magnitudes: Places;
  /** Score that others are raised to, and the largest. */
  readonly scores: Places;
}

/** Leaves the scores of a block in `work`. */
function scoreBlock(space: Workspace, block: Block, { variant }: PcbParameters, { magnitudes }: PcbFound): void {
  const bounds = magnitudes.numbers.flatMap((placed) => placed.map(({ value }) => value));
  floats(space, space.lanes, bounds.length).set(bounds);
  const { operands, stride, models, count, work } = block;
  const pairs = variant === 'vision' ? 1 : 0;
  space.kernels.competitionScores(operands, stride, models, count, space.lanes, pairs, work);
}

/** What is known of one model. */
export interface ModelLimits {
  /** Lowest and highest magnitude. */
  readonly low: number;
  readonly high: number;
  /** Score at and below which nothing has a say, and the largest; the same where the model has none. */
  readonly cut: number;
  readonly top: number;
  /** How many more scores are the same as the cut. */
  readonly ties: number;
}

function limitsOf({ magnitudes, scores }: PcbFound): ModelLimits[] {
  return magnitudes.numbers.map(([low, high], model) => {
    const [cut, top] = scores.numbers[model];
    // A model whose changes are all as large does not compete, whatever its signs.
    const flat = !(high.value > low.value);
    const common = { low: low.value, high: high.value, top: top.value };
    return { ...common, cut: flat ? top.value : cut.value, ties: flat ? 0 : cut.equal - 1 };
  });
}

/** The figures under which a report keeps the limits of a model. */
function figuresOf(found: PcbFound): Record<string, number> {
  return Object.fromEntries(
    limitsOf(found).flatMap((limits, model) =>
      Object.entries(limits).map(([label, value]) => [`${label} of model ${model + 1}`, value]),
    ),
  );
}

/** The limits of each model from a report's figures; undefined where they are not all there. */
export function limitsIn(figures: Readonly<Record<string, number>>, models: number): ModelLimits[] | undefined {
  const limits = Array.from({ length: models }, (_, model): ModelLimits => {
    const read = (label: keyof ModelLimits): number => figures[`${label} of model ${model + 1}`] ?? Number.NaN;
    return { low: read('low'), high: read('high'), cut: read('cut'), top: read('top'), ties: read('ties') };
  });
  return limits.every((limit) => Object.values(limit).every(Number.isFinite)) ? limits : undefined;
}

/**
 * PCB-Merging with everything counted over the group, in float32. Scores are computed anew in each pass, so that memory
 * does not grow with the model.
 */
export const rule: Rule<PcbParameters, PcbFound> = {
  name: 'pcb',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { magnitudes: noPlaces, scores: noPlaces },
  passes: [
    ...placePasses<PcbParameters, PcbFound>({
      numbersOf: (_space, block) => block.operands,
      magnitudes: true,
      placesOf: ({ variant }, elements) => clampPlaces(elements, variant),
      get: ({ magnitudes }) => magnitudes,
      set: (found, magnitudes) => ({ ...found, magnitudes }),
    }),
    ...placePasses<PcbParameters, PcbFound>({
      numbersOf(space, block, parameters, found) {
        scoreBlock(space, block, parameters, found);
        return block.work;
      },
      magnitudes: false,
      placesOf: ({ ratio }, elements) => scorePlaces(elements, ratio),
      get: ({ scores }) => scores,
      set: (found, scores) => ({ ...found, scores }),
    }),
  ],
  merge(space, block, parameters, found) {
    const { operands, stride, models, count, work, merged } = block;
    scoreBlock(space, block, parameters, found);
    const limits = limitsOf(found).flatMap(({ low, high, cut, top }, model) => [
      low,
      high,
      cut,
      top,
      parameters.lambdas[model],
    ]);
    floats(space, space.lanes, limits.length).set(limits);
    const total = work + models * stride;
    space.kernels.balance(operands, stride, models, count, space.lanes, work, total, merged);
    const places = Array.from({ length: models }, (_, model) => work + model * stride);
    const sums = places.map((at) => space.kernels.absoluteSum(at, count));
    // Of keys from 1 on: those of all numbers but 0.
    const kept = places.map((at) => space.kernels.trim(at, 1, count));
    // Signs are counted where they matter: among changes that have a say.
    for (const [model, at] of places.entries()) space.kernels.multiply(at, operands + model * stride, at, count);
    return { kept, sums, counted: 'work' };
  },
  details: (found, { scope }) => (scope === 'tensor' ? figuresOf(found) : {}),
  totals: figuresOf,
};
