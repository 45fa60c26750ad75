/** The steps of which forward passes are made, in float64, on rows: one for each example, position or pixel. */
import type { Matmul } from '../unfold.ts';
import type { Layer, Norm, Read } from './network.ts';

const epsilon = 1e-5;

/** Numbers of a weight that are widened at once. */
const stripNumbers = 2 ** 22;

export function sizesOf({ weight, layout }: Layer, read: Read): { readonly inputs: number; readonly outputs: number } {
  const { shape } = read(weight);
  const [first, second] = layout === 'out-in' ? [shape[1], shape[0]] : [shape.at(-2), shape.at(-1)];
  return { inputs: first ?? 1, outputs: second ?? 1 };
}

/** x (rows × inputs) through a linear layer, some outputs (or, where they lie across, some inputs) at a time. */
export function dense(x: Float64Array, rows: number, layer: Layer, read: Read, algebra: Matmul): Float64Array {
  const { inputs, outputs } = sizesOf(layer, read);
  const { values } = read(layer.weight);
  const out = new Float64Array(rows * outputs);
  const [lines, width] = layer.layout === 'out-in' ? [outputs, inputs] : [inputs, outputs];
  const atOnce = Math.max(1, Math.floor(stripNumbers / width));
  for (let first = 0; first < lines; first += atOnce) {
    const count = Math.min(atOnce, lines - first);
    const strip = Float64Array.from(values.subarray(first * width, (first + count) * width));
    if (layer.layout === 'out-in') {
      const some = algebra.matmul(x, strip, rows, inputs, count, { transposeB: true });
      for (let row = 0; row < rows; row++)
        out.set(some.subarray(row * count, (row + 1) * count), row * outputs + first);
    } else {
      const part = algebra.matmul(columnsOf(x, rows, first, count), strip, rows, count, outputs);
      for (let at = 0; at < out.length; at++) out[at] += part[at];
    }
  }
  return addBias(out, outputs, layer, read);
}

function columnsOf(x: Float64Array, rows: number, first: number, count: number): Float64Array {
  const width = x.length / rows;
  if (count === width) return x;
  const out = new Float64Array(rows * count);
  for (let row = 0; row < rows; row++) {
    out.set(x.subarray(row * width + first, row * width + first + count), row * count);
  }
  return out;
}

function addBias(x: Float64Array, channels: number, { bias }: Layer, read: Read): Float64Array {
  if (bias === null) return x;
  const { values } = read(bias);
  for (let at = 0; at < x.length; at++) x[at] += values[at % channels];
  return x;
}

/** Square images, a row for each pixel. */
export interface Images {
  readonly x: Float64Array;
  readonly count: number;
  readonly side: number;
}

/** A convolution with stride 1 and zeros around, so that images keep their size. */
export function convolve(images: Images, layer: Layer, read: Read, algebra: Matmul): Images {
  const { shape, values } = read(layer.weight);
  const { inputs, outputs } = sizesOf(layer, read);
  const [height, width] = layer.layout === 'out-in' ? shape.slice(2) : shape;
  const patch = height * width * inputs;
  const kernel = new Float64Array(outputs * patch);
  for (let at = 0; at < values.length; at++) {
    const area = height * width;
    const [out, input, pixel] =
      layer.layout === 'out-in'
        ? [Math.floor(at / (area * inputs)), Math.floor(at / area) % inputs, at % area]
        : [at % outputs, Math.floor(at / outputs) % inputs, Math.floor(at / (outputs * inputs))];
    kernel[out * patch + pixel * inputs + input] = values[at];
  }
  const patches = patchesOf(images, inputs, height, width);
  const rows = images.count * images.side ** 2;
  const x = algebra.matmul(patches, kernel, rows, patch, outputs, { transposeB: true });
  return { ...images, x: addBias(x, outputs, layer, read) };
}

/** For each pixel its surroundings in one row, channels innermost. */
function patchesOf({ x, count, side }: Images, channels: number, height: number, width: number): Float64Array {
  const patch = height * width * channels;
  const out = new Float64Array(count * side * side * patch);
  for (let row = 0; row < count * side * side; row++) {
    const [image, top, left] = [Math.floor(row / side ** 2), Math.floor(row / side) % side, row % side];
    for (let dy = 0; dy < height; dy++) {
      for (let dx = 0; dx < width; dx++) {
        const [py, px] = [top + dy - (height >> 1), left + dx - (width >> 1)];
        if (py < 0 || px < 0 || py >= side || px >= side) continue;
        const from = ((image * side + py) * side + px) * channels;
        out.set(x.subarray(from, from + channels), row * patch + (dy * width + dx) * channels);
      }
    }
  }
  return out;
}

/** Mean of each channel over an image. */
export function pool({ x, count, side }: Images): Float64Array {
  const channels = x.length / (count * side * side);
  const out = new Float64Array(count * channels);
  for (let at = 0; at < x.length; at++) {
    const image = Math.floor(at / (channels * side * side));
    out[image * channels + (at % channels)] += x[at] / (side * side);
  }
  return out;
}

/** All numbers of an image in one row: channel by channel as torch has them, or pixel by pixel as JAX does. */
export function flatten({ x, count, side }: Images, layout: Layer['layout']): Float64Array {
  if (layout === 'in-out') return x;
  const area = side * side;
  const channels = x.length / (count * area);
  const out = new Float64Array(x.length);
  for (let at = 0; at < x.length; at++) {
    const [image, pixel, channel] = [
      Math.floor(at / (channels * area)),
      Math.floor(at / channels) % area,
      at % channels,
    ];
    out[(image * channels + channel) * area + pixel] = x[at];
  }
  return out;
}

/** Normalises each row, or each channel by the statistics of the training. In place. */
export function normalise(x: Float64Array, channels: number, norm: Norm, read: Read): Float64Array {
  const vector = (name: string | null): ArrayLike<number> | null => (name === null ? null : read(name).values);
  const [scale, shift] = [vector(norm.scale), vector(norm.shift)];
  const [means, variances] = [vector(norm.mean), vector(norm.variance)];
  for (let row = 0; row < x.length; row += channels) {
    let [mean, variance] = [0, 0];
    if (norm.kind === 'layer') for (let c = 0; c < channels; c++) mean += x[row + c] / channels;
    if (norm.kind !== 'batch') for (let c = 0; c < channels; c++) variance += (x[row + c] - mean) ** 2 / channels;
    for (let c = 0; c < channels; c++) {
      const centred = x[row + c] - (means === null ? mean : means[c]);
      const spread = Math.sqrt((variances === null ? variance : variances[c]) + epsilon);
      x[row + c] = (centred / spread) * (scale === null ? 1 : scale[c]) + (shift === null ? 0 : shift[c]);
    }
  }
  return x;
}

/** In place. */
export function rectify(x: Float64Array): Float64Array {
  for (let at = 0; at < x.length; at++) if (x[at] < 0) x[at] = 0;
  return x;
}

/** x / (1 + exp(-x)), in place: smooth, and near the functions that transformers use. */
export function swish(x: Float64Array): Float64Array {
  for (let at = 0; at < x.length; at++) x[at] /= 1 + Math.exp(-x[at]);
  return x;
}

/** In place. */
export function addTo(x: Float64Array, other: Float64Array): Float64Array {
  for (let at = 0; at < x.length; at++) x[at] += other[at];
  return x;
}

/** In place. */
export function multiplyWith(x: Float64Array, other: Float64Array): Float64Array {
  for (let at = 0; at < x.length; at++) x[at] *= other[at];
  return x;
}
