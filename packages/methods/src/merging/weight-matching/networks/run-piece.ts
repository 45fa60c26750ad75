import type { Matmul } from '../unfold.ts';
import { attend, rotate } from './attend.ts';
import {
  addTo,
  convolve,
  dense,
  flatten,
  type Images,
  multiplyWith,
  normalise,
  pool,
  rectify,
  sizesOf,
  swish,
} from './forward.ts';
import type { Block, Chain, NormedLayer, Piece, Read, Residual } from './network.ts';

/** Height and width of the images that run through a network with shortcuts. */
const residualSide = 4;

/** How many numbers one example of a piece has. */
export function inputsOf(piece: Piece): number {
  if (piece.kind === 'block') return piece.width;
  return piece.inputs * (piece.kind === 'chain' ? piece.side : residualSide) ** 2;
}

/** What a piece computes of `rows` examples, or positions of one text. `x` is left as it is. */
export function runPiece(piece: Piece, x: Float64Array, rows: number, read: Read, algebra: Matmul): Float64Array {
  if (piece.kind === 'block') return runBlock(piece, x, rows, read, algebra);
  return piece.kind === 'chain' ? runChain(piece, x, rows, read, algebra) : runResidual(piece, x, rows, read, algebra);
}

function convolveAndNorm(images: Images, { layer, norm }: NormedLayer, read: Read, algebra: Matmul): Images {
  const out = convolve(images, layer, read, algebra);
  if (norm !== null) normalise(out.x, sizesOf(layer, read).outputs, norm, read);
  return out;
}

function runChain({ layers, side }: Chain, x: Float64Array, rows: number, read: Read, algebra: Matmul): Float64Array {
  let images: Images = { x, count: rows, side };
  let flat = side === 1 && read(layers[0].layer.weight).shape.length === 2;
  for (const [index, normed] of layers.entries()) {
    const { layer, norm } = normed;
    if (read(layer.weight).shape.length === 2) {
      if (!flat) {
        const channels = images.x.length / (rows * side * side);
        const pooled = sizesOf(layer, read).inputs === channels;
        images = { ...images, x: pooled ? pool(images) : flatten(images, layer.layout) };
        flat = true;
      }
      const out = dense(images.x, rows, layer, read, algebra);
      if (norm !== null) normalise(out, sizesOf(layer, read).outputs, norm, read);
      images = { ...images, x: out };
    } else {
      images = convolveAndNorm(images, normed, read, algebra);
    }
    if (index < layers.length - 1) rectify(images.x);
  }
  return images.x;
}

function runResidual(piece: Residual, x: Float64Array, rows: number, read: Read, algebra: Matmul): Float64Array {
  let images = convolveAndNorm({ x, count: rows, side: residualSide }, piece.stem, read, algebra);
  rectify(images.x);
  for (const { layers, shortcut } of piece.blocks) {
    let inside = images;
    for (const [index, layer] of layers.entries()) {
      inside = convolveAndNorm(inside, layer, read, algebra);
      if (index < layers.length - 1) rectify(inside.x);
    }
    const beside = shortcut === null ? images : convolveAndNorm(images, shortcut, read, algebra);
    images = { ...inside, x: rectify(addTo(inside.x, beside.x)) };
  }
  return dense(pool(images), rows, piece.head, read, algebra);
}

function runBlock(block: Block, x: Float64Array, rows: number, read: Read, algebra: Matmul): Float64Array {
  const { width, order, norms } = block;
  const normed = (numbers: Float64Array, index: 0 | 1): Float64Array =>
    normalise(numbers.slice(), width, norms[index], read);
  const pre = order === 'pre';
  const afterAttention = addTo(runAttention(block, pre ? normed(x, 0) : x, rows, read, algebra), x);
  const middle = pre ? afterAttention : normed(afterAttention, 0);
  const out = addTo(runPerceptron(block, pre ? normed(middle, 1) : middle, rows, read, algebra), middle);
  return pre ? out : normed(out, 1);
}

function runAttention({ attention }: Block, x: Float64Array, rows: number, read: Read, algebra: Matmul): Float64Array {
  const { project, output, heads, keyHeads, inner, rotary, headNorms } = attention;
  const sizes = [heads * inner, keyHeads * inner, keyHeads * inner];
  const made = project.map((layer) => dense(x, rows, layer, read, algebra));
  const [query, key, value] = made.length === 3 ? made : split(made[0], rows, sizes);
  if (headNorms !== null) {
    normalise(query, inner, headNorms[0], read);
    normalise(key, inner, headNorms[1], read);
  }
  if (rotary) {
    rotate(query, rows, heads, inner);
    rotate(key, rows, keyHeads, inner);
  }
  const seen = attend(query, key, value, { positions: rows, heads, keyHeads, inner });
  return dense(seen, rows, output, read, algebra);
}

function runPerceptron(
  { perceptron }: Block,
  x: Float64Array,
  rows: number,
  read: Read,
  algebra: Matmul,
): Float64Array {
  const { up, gate, down } = perceptron;
  const raised = dense(x, rows, up, read, algebra);
  const hidden = gate === null ? swish(raised) : multiplyWith(swish(dense(x, rows, gate, read, algebra)), raised);
  return dense(hidden, rows, down, read, algebra);
}

/** Rows cut into parts of these widths. */
function split(x: Float64Array, rows: number, widths: readonly number[]): Float64Array[] {
  const whole = widths.reduce((sum, width) => sum + width, 0);
  let start = 0;
  return widths.map((width) => {
    const part = new Float64Array(rows * width);
    for (let row = 0; row < rows; row++) {
      part.set(x.subarray(row * whole + start, row * whole + start + width), row * width);
    }
    start += width;
    return part;
  });
}
