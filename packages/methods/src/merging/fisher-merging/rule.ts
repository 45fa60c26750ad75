import { InputError } from '@offprint/errors';
import { definePass, type Rule } from '../../checkpoints/rule.ts';
import { floats } from '../../checkpoints/workspace.ts';
import { type FisherOptions, fisherWeights } from './fisher.ts';

export interface FisherParameters extends Omit<FisherOptions, 'norms'> {
  /** Whether the information of each model is divided by its norm. */
  readonly normalise: boolean;
  /** Names of the files with the information, for messages. */
  readonly names: readonly string[];
}

export interface FisherFound {
  readonly norms: readonly number[];
  /** What the information of each model is multiplied by. */
  readonly weights: readonly number[];
  /** By tensor: the sum of the weighted information of each model. Only where it is reported, not where it is merged. */
  readonly mass: Readonly<Record<string, readonly number[]>>;
  /** Share of the entries of each model at or below the floor. */
  readonly atFloor: readonly number[];
}

interface Measured {
  readonly squares: Float64Array;
  readonly low: Float64Array;
  readonly sums: Record<string, number[]>;
}

const measureInformation = definePass<FisherParameters, FisherFound, Measured>({
  start: (models) => ({ squares: new Float64Array(models), low: new Float64Array(models), sums: {} }),
  look(space, block, { floor, names }, _found, measured) {
    measured.sums[block.tensor] ??= Array.from({ length: block.models }, () => 0);
    const sums = measured.sums[block.tensor];
    for (let model = 0; model < block.models; model++) {
      const at = block.extras + model * block.stride;
      measured.squares[model] += space.kernels.sumOfSquares(at, block.count);
      let sum = 0;
      let low = 0;
      const values = floats(space, at, block.count);
      // An iterator would take longer than all the rest.
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value < 0) throw negative(block.tensor, names[model], value);
        sum += value;
        if (value <= floor) low++;
      }
      sums[model] += sum;
      measured.low[model] += low;
    }
  },
  join(total, part) {
    for (const [tensor, sums] of Object.entries(part.sums)) {
      const before = total.sums[tensor];
      total.sums[tensor] = before === undefined ? sums : before.map((sum, model) => sum + sums[model]);
    }
    return {
      squares: total.squares.map((sum, model) => sum + part.squares[model]),
      low: total.low.map((count, model) => count + part.low[model]),
      sums: total.sums,
    };
  },
  finish({ squares, low, sums }, { elements }, parameters) {
    const norms = [...squares.map(Math.sqrt)];
    const none = norms.indexOf(0);
    if (parameters.normalise && none !== -1) throw nothingKnown(parameters.names[none]);
    const weights = fisherWeights({ ...parameters, norms: parameters.normalise ? norms : null });
    return {
      norms,
      weights,
      atFloor: [...low].map((count) => count / elements),
      mass: Object.fromEntries(
        Object.entries(sums).map(([tensor, values]) => [tensor, values.map((sum, model) => sum * weights[model])]),
      ),
    };
  },
});

function negative(tensor: string, file: string, value: number): InputError {
  return new InputError(
    'fisher/negative',
    `Tensor “${tensor}” of ${file} holds ${value}; Fisher information is never negative.`,
    {
      hint: 'Give squares of gradients, averaged; not gradients, and not weights.',
      where: { tensor, file },
    },
  );
}

function nothingKnown(file: string): InputError {
  return new InputError('fisher/all-zero', `${file} holds only zeros, so there is no norm to divide by.`, {
    hint: 'Compute it on examples on which the model is not certain, or set normalise off.',
    where: { file },
  });
}

/**
 * θ = Σ λᵢ Fᵢ θᵢ / Σ λᵢ Fᵢ, as the first model plus the weighted mean of the changes from it. The extras are the Fᵢ.
 */
export const rule: Rule<FisherParameters, FisherFound> = {
  name: 'fisher',
  operand: { precise: 'changes', mergekit: 'changes' },
  nothing: { norms: [], weights: [], mass: {}, atFloor: [] },
  passes: [measureInformation],
  forChunk: ({ weights }) => ({ norms: [], weights, mass: {}, atFloor: [] }),
  merge(space, block, { floor, favourTarget, variant }, { weights }) {
    const { count, stride, merged, models } = block;
    const out = floats(space, merged, count).fill(0);
    const total = floats(space, space.divisor, count).fill(0);
    for (let model = 0; model < models; model++) {
      const information = floats(space, block.extras + model * stride, count);
      const change = floats(space, block.operands + model * stride, count);
      const least = variant === 'mergelm' || (favourTarget && model > 0) ? 0 : floor;
      const more = variant === 'mergelm' ? floor : 0;
      const weight = weights[model];
      for (let i = 0; i < count; i++) {
        const own = weight * (Math.max(information[i], least) + more);
        total[i] += own;
        out[i] += own * change[i];
      }
    }
    space.kernels.divide(merged, space.divisor, count);
    return {};
  },
  details({ mass }, _parameters, tensor) {
    const own = mass[tensor] ?? [];
    const sum = own.reduce((total, value) => total + value, 0);
    return Object.fromEntries(own.map((value, model) => [`share of model ${model + 1}`, sum === 0 ? 0 : value / sum]));
  },
  totals: ({ norms, atFloor }) =>
    Object.fromEntries([
      ...norms.map((norm, model) => [`norm of model ${model + 1}`, norm] as const),
      ...atFloor.map((share, model) => [`at floor of model ${model + 1}`, share] as const),
    ]),
};
