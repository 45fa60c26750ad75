import { roundNumber } from '../../checkpoints/round-number.ts';
import { type Block, definePass, type Rule } from '../../checkpoints/rule.ts';
import { floats, roundIn, type Workspace } from '../../checkpoints/workspace.ts';

export interface ModelStockParameters {
  /** Whether each row of the last axis has an angle of its own. */
  readonly filterWise: boolean;
  /** Whether t is kept between the base and the mean of the models where the angles are beyond it. */
  readonly guard: boolean;
}

/** For each row (or once), the share of the way from the base to the mean of the models, and the mean cosine. */
export interface ModelStockFound {
  readonly t: Float64Array;
  readonly cosines: Float64Array;
}

/** Products of norms below this count as it. */
const leastNormProduct = 1e-6;

/** t = N cos θ / (1 + (N-1) cos θ), equation 6 of the paper, with its own cos θ for more than two models. */
export function shareOfMean(cosine: number, models: number, guard: boolean): number {
  const t = (models * cosine) / (1 + (models - 1) * cosine);
  if (!guard) return t;
  return cosine <= 0 ? 0 : Math.min(1, t);
}

function rowsOf(
  shape: readonly number[],
  { filterWise }: ModelStockParameters,
): { readonly rows: number; readonly width: number } {
  const elements = shape.reduce((product, size) => product * size, 1);
  const width = filterWise ? (shape.at(-1) ?? 1) : elements;
  return { rows: width === 0 ? 0 : elements / width, width };
}

/** Calls `work` for every row that the block touches. */
function forRows(
  block: Block,
  parameters: ModelStockParameters,
  work: (row: number, at: number, count: number) => void,
): void {
  const { width } = rowsOf(block.shape, parameters);
  for (let at = 0; at < block.count; ) {
    const row = Math.floor((block.from + at) / width);
    const count = Math.min(block.count - at, (row + 1) * width - block.from - at);
    work(row, at, count);
    at += count;
  }
}

/** The changes of the models, where the operands are or in `work`. */
function changesOf(space: Workspace, block: Block): number {
  if (block.rounding === 'precise') return block.operands;
  for (let model = 0; model < block.models; model++) {
    const at = model * block.stride;
    space.kernels.subtract(block.operands + at, block.base, block.work + at, block.count);
    roundIn(space, block.dtype, block.work + at, block.count);
  }
  return block.work;
}

const pairsOf = (models: number): number => (models * (models + 1)) / 2;

interface Products {
  /** Rows of the tensor; known from the first block. */
  rows: number;
  readonly models: number;
  /** Inner products of each row, the upper triangle row by row. */
  sums: Float64Array;
}

const measureAngles = definePass<ModelStockParameters, ModelStockFound, Products>({
  start: (models) => ({ rows: 0, models, sums: new Float64Array(0) }),
  look(space, block, parameters, _found, products) {
    if (products.rows === 0) {
      products.rows = rowsOf(block.shape, parameters).rows;
      products.sums = new Float64Array(products.rows * pairsOf(block.models));
    }
    const stack = changesOf(space, block);
    forRows(block, parameters, (row, at, count) => {
      let place = row * pairsOf(block.models);
      for (let one = 0; one < block.models; one++) {
        for (let other = one; other < block.models; other++) {
          const a = stack + one * block.stride + at * 4;
          const b = stack + other * block.stride + at * 4;
          products.sums[place++] += space.kernels.dot(a, b, count);
        }
      }
    });
  },
  join: (total, part) =>
    total.rows === 0 ? part : { ...total, sums: total.sums.map((sum, index) => sum + part.sums[index]) },
  finish({ rows, sums }, { models }, { guard }) {
    const cosines = Float64Array.from({ length: rows }, (_, row) =>
      meanCosine(sums.subarray(row * pairsOf(models), (row + 1) * pairsOf(models)), models),
    );
    return { cosines, t: cosines.map((cosine) => shareOfMean(cosine, models, guard)) };
  },
});

/** The mean of the cosines of all pairs, from the upper triangle of their inner products. */
function meanCosine(products: Float64Array, models: number): number {
  const at = (row: number, column: number): number => products[row * models - (row * (row - 1)) / 2 + (column - row)];
  let sum = 0;
  for (let one = 0; one < models; one++) {
    for (let other = one + 1; other < models; other++) {
      const norms = Math.max(leastNormProduct, Math.sqrt(at(one, one)) * Math.sqrt(at(other, other)));
      sum += Math.max(-1, Math.min(1, at(one, other) / norms));
    }
  }
  return sum / ((models * (models - 1)) / 2);
}

/**
 * Model Stock (Jang, Yun and Han, ECCV 2024): from the base towards the mean of the models, as far as the angles between
 * their changes say.
 */
export const rule: Rule<ModelStockParameters, ModelStockFound> = {
  name: 'model_stock',
  operand: { precise: 'changes', mergekit: 'values' },
  nothing: { t: new Float64Array(0), cosines: new Float64Array(0) },
  passes: [measureAngles],
  merge(space, block, parameters, { t }) {
    const { merged, operands, stride, models, count, dtype } = block;
    const { kernels } = space;
    floats(space, merged, count).fill(0);
    for (let model = 0; model < models; model++) kernels.add(merged, operands + model * stride, merged, count);
    if (block.rounding === 'precise') {
      forRows(block, parameters, (row, at, size) => kernels.scale(merged + at * 4, t[row] / models, size));
      return {};
    }
    kernels.scale(merged, 1 / models, count);
    roundIn(space, dtype, merged, count);
    const base = block.work;
    floats(space, base, count).set(floats(space, block.base, count));
    forRows(block, parameters, (row, at, size) => {
      const share = roundNumber(dtype, t[row]);
      kernels.scale(merged + at * 4, share, size);
      kernels.scale(base + at * 4, roundNumber(dtype, 1 - share), size);
    });
    roundIn(space, dtype, merged, count);
    roundIn(space, dtype, base, count);
    kernels.add(merged, base, merged, count);
    return {};
  },
  details({ t, cosines }) {
    const mean = (values: Float64Array): number =>
      values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return { t: mean(t), cosine: mean(cosines) };
  },
};
