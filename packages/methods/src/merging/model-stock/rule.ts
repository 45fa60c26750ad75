import { type Block, definePass, type Rule } from '../../checkpoints/rule.ts';
import { sumWeighted } from '../../checkpoints/weighted-sum.ts';
import { floats, roundIn, type Workspace } from '../../checkpoints/workspace.ts';
import type { Format } from '../task-arithmetic/task-vectors.ts';
import { moveToAverage, sumOfProducts } from './faithful.ts';
import { rowLengthOf } from './model-stock.ts';
import { pairsOf, type Ratio, ratioOf } from './ratio.ts';

export interface ModelStockParameters {
  /** Whether each row of the last axis has an angle of its own. */
  readonly filterWise: boolean;
  /** Whether what models pull apart stays as in the base. */
  readonly guard: boolean;
}

/** Inner products of rows that follow each other, `pairsOf(models)` of each. */
interface Rows {
  readonly first: number;
  readonly products: Float64Array;
}

/** Of one block each, in order; a row that two blocks share is in both. `chunks` holds how many blocks each has. */
interface Measured {
  readonly blocks: Rows[];
  readonly chunks: number[];
}

interface Found extends Rows {
  readonly models: number;
  /** The first row of each chunk and the one behind its last. */
  readonly chunks: readonly (readonly [number, number])[];
}

/** Calls `work` with each row, or part of one, that lies in the block. */
function forRows(block: Block, rowLength: number, work: (row: number, from: number, count: number) => void): void {
  for (let at = block.from, end = block.from + block.count; at < end; ) {
    const row = Math.floor(at / rowLength);
    const next = Math.min(end, (row + 1) * rowLength);
    work(row, at - block.from, next - at);
    at = next;
  }
}

/** Where the changes are: the operands themselves or, to be faithful, rounded differences from the base in `work`. */
function changesIn(space: Workspace, block: Block): number {
  if (block.rounding === 'precise') return block.operands;
  for (let model = 0; model < block.models; model++) {
    const at = model * block.stride;
    space.kernels.subtract(block.operands + at, block.base, block.work + at, block.count);
    roundIn(space, block.dtype, block.work + at, block.count);
  }
  return block.work;
}

const measure = definePass<ModelStockParameters, Found, Measured>({
  start: () => ({ blocks: [], chunks: [] }),
  look(space, block, { filterWise }, _found, { blocks }) {
    const rowLength = rowLengthOf(block.shape, filterWise);
    const first = Math.floor(block.from / rowLength);
    const last = Math.floor((block.from + block.count - 1) / rowLength);
    const products = new Float64Array((last - first + 1) * pairsOf(block.models));
    const changes = changesIn(space, block);
    let place = 0;
    forRows(block, rowLength, (_row, from, count) => {
      for (let i = 0; i < block.models; i++) {
        for (let j = i; j < block.models; j++) {
          const [one, other] = [i, j].map((model) => changes + model * block.stride + 4 * from);
          products[place++] =
            block.rounding === 'precise' || i === j
              ? space.kernels.dot(one, other, count)
              : sumOfProducts(floats(space, one, count), floats(space, other, count), formatOf(block));
        }
      }
    });
    blocks.push({ first, products });
  },
  join(total, part) {
    for (const block of part.blocks) total.blocks.push(block);
    total.chunks.push(part.blocks.length);
    return total;
  },
  finish({ blocks, chunks }, { models }) {
    const pairs = pairsOf(models);
    const endOf = (block: Rows): number => block.first + block.products.length / pairs;
    const products = new Float64Array(pairs * endOf(blocks[blocks.length - 1]));
    for (const block of blocks) {
      const at = block.first * pairs;
      for (const [index, product] of block.products.entries()) products[at + index] += product;
    }
    let next = 0;
    const ranges = chunks.map((count) => {
      const own = blocks.slice(next, next + count);
      next += count;
      return [own[0].first, endOf(own[count - 1])] as const;
    });
    return { first: 0, products, models, chunks: ranges };
  },
});

function formatOf({ dtype }: Block): Format {
  // There is no arithmetic in float64: float32 is what the kernels have.
  return dtype === 'F64' ? 'F32' : dtype;
}

/** The mean over rows of what their products give. */
function meanOf({ products, models }: Found, guard: boolean): Record<'t' | 'cosine' | 'guarded', number> {
  const pairs = pairsOf(models);
  const rows = products.length / pairs;
  const mean = { t: 0, cosine: 0, guarded: 0 };
  for (let at = 0; at < products.length; at += pairs) {
    const { ratio, cosine, guarded } = ratioOf(products, at, models, { rounding: 'precise', format: 'F32', guard });
    mean.t += ratio / rows;
    mean.cosine += cosine / rows;
    mean.guarded += (guarded ? 1 : 0) / rows;
  }
  return mean;
}

/**
 * Moves from the base towards the average of the models, as far as the angle between their changes says (Jang, Yun, Han,
 * “Model Stock”, ECCV 2024).
 */
export const rule: Rule<ModelStockParameters, Found> = {
  name: 'model_stock',
  operand: { precise: 'changes', mergekit: 'values' },
  nothing: { first: 0, products: new Float64Array(), models: 0, chunks: [] },
  passes: [measure],
  forChunk(found, chunk) {
    if (found.chunks.length === 0) return found;
    const [first, end] = found.chunks[chunk];
    const pairs = pairsOf(found.models);
    return { ...found, first, products: found.products.slice(first * pairs, end * pairs), chunks: [] };
  },
  merge(space, block, { filterWise, guard }, { first, products, models }) {
    const { rounding, stride, operands, base, merged, dtype } = block;
    const ratios = (row: number): Ratio =>
      ratioOf(products, (row - first) * pairsOf(models), models, { rounding, format: dtype, guard });
    if (rounding === 'precise') {
      sumWeighted(space, block, operands, { weights: Array.from({ length: models }, () => 1), normalise: true });
    }
    forRows(block, rowLengthOf(block.shape, filterWise), (row, from, count) => {
      const { ratio } = ratios(row);
      const part = (at: number): Float32Array => floats(space, at + 4 * from, count);
      if (rounding === 'precise') {
        space.kernels.scale(merged + 4 * from, ratio, count);
        return;
      }
      const values = Array.from({ length: models }, (_, model) => part(operands + model * stride));
      part(merged).set(moveToAverage(part(base), values, ratio, formatOf(block)));
    });
    return {};
  },
  details: (found, { guard }) => meanOf(found, guard),
};
