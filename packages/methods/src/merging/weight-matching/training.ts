/** A perceptron and its training by Adam, in float32. */
import { throwIfCancelled } from '@offprint/errors';
import { createRandom, type LinearAlgebra } from '@offprint/numerics';
import { exponential } from './exponential.ts';
import type { Patterns } from './patterns.ts';

type Algebra = Pick<LinearAlgebra, 'matmulF32'>;

/** A layer as torch keeps it. */
export interface PerceptronLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** outputs × inputs */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

export interface TrainingPlan {
  /** Sizes from the inputs to the classes: `[64, 256, 256, 10]`. */
  readonly sizes: readonly number[];
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** Weights uniform within ±√(4 / inputs), biases 0. */
export function startLayers(sizes: readonly number[], seed: number): PerceptronLayer[] {
  const random = createRandom(seed, 'perceptron');
  return sizes.slice(1).map((outputs, index) => {
    const inputs = sizes[index];
    const reach = Math.sqrt(4 / inputs);
    const weight = Float32Array.from({ length: inputs * outputs }, () => reach * (2 * random.uniform() - 1));
    return { inputs, outputs, weight, bias: new Float32Array(outputs) };
  });
}

/** The numbers behind every layer, rectified but for the last; the examples first. */
function activations(
  layers: readonly PerceptronLayer[],
  x: Float32Array,
  rows: number,
  algebra: Algebra,
): Float32Array[] {
  const all = [x];
  for (const [index, { inputs, outputs, weight, bias }] of layers.entries()) {
    const out = algebra.matmulF32(all[index], weight, rows, inputs, outputs, { transposeB: true });
    const isLast = index === layers.length - 1;
    for (let row = 0, at = 0; row < rows; row++) {
      for (let unit = 0; unit < outputs; unit++, at++) {
        out[at] += bias[unit];
        if (!isLast && out[at] < 0) out[at] = 0;
      }
    }
    all.push(out);
  }
  return all;
}

/** Outputs before the softmax. */
export function outputsOf(
  layers: readonly PerceptronLayer[],
  { x, count }: Pick<Patterns, 'x' | 'count'>,
  algebra: Algebra,
): Float32Array {
  return activations(layers, Float32Array.from(x), count, algebra)[layers.length];
}

/** Softmax minus the label, in place: the gradient of the cross-entropy of each row. */
function softmaxErrors(outputs: Float32Array, labels: ArrayLike<number>, classes: number): void {
  for (let row = 0; row < labels.length; row++) {
    const line = outputs.subarray(row * classes, (row + 1) * classes);
    const most = line.reduce((a, b) => Math.max(a, b));
    let total = 0;
    for (let c = 0; c < classes; c++) {
      line[c] = exponential(line[c] - most);
      total += line[c];
    }
    for (let c = 0; c < classes; c++) line[c] = line[c] / total - (c === labels[row] ? 1 : 0);
  }
}

const decay = { mean: 0.9, square: 0.999 } as const;

/** One moving mean of the gradient and of its square for every weight. */
function createAdam(layers: readonly PerceptronLayer[], learningRate: number) {
  const tensors = layers.flatMap(({ weight, bias }) => [weight, bias]);
  const means = tensors.map(({ length }) => new Float32Array(length));
  const squares = tensors.map(({ length }) => new Float32Array(length));
  // Powers by products: `Math.pow` may differ between engines.
  let [meanPower, squarePower] = [1, 1];
  return (gradients: readonly Float32Array[], rows: number): void => {
    meanPower *= decay.mean;
    squarePower *= decay.square;
    for (const [index, tensor] of tensors.entries()) {
      const [mean, square, gradient] = [means[index], squares[index], gradients[index]];
      for (let p = 0; p < tensor.length; p++) {
        const slope = gradient[p] / rows;
        mean[p] = decay.mean * mean[p] + (1 - decay.mean) * slope;
        square[p] = decay.square * square[p] + (1 - decay.square) * slope * slope;
        const size = Math.sqrt(square[p] / (1 - squarePower)) + 1e-8;
        tensor[p] -= (learningRate * (mean[p] / (1 - meanPower))) / size;
      }
    }
  };
}

/**
 * Trains a perceptron on patterns in batches, shuffled anew in every epoch. The same seed gives the same weights
 * everywhere. Pauses between epochs, so that a page stays alive.
 */
export async function trainPerceptron(
  patterns: Patterns,
  plan: TrainingPlan,
  algebra: Algebra,
): Promise<PerceptronLayer[]> {
  const layers = startLayers(plan.sizes, plan.seed);
  const adam = createAdam(layers, plan.learningRate);
  const random = createRandom(plan.seed, 'batches');
  const order = Int32Array.from({ length: patterns.count }, (_, index) => index);
  const inputs = plan.sizes[0];
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    for (let last = order.length - 1; last > 0; last--) {
      const other = random.integer(last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    for (let from = 0; from + plan.batch <= patterns.count; from += plan.batch) {
      const chosen = order.subarray(from, from + plan.batch);
      const x = new Float32Array(plan.batch * inputs);
      chosen.forEach((index, row) => {
        x.set(patterns.x.subarray(index * inputs, (index + 1) * inputs), row * inputs);
      });
      const labels = Uint8Array.from(chosen, (index) => patterns.labels[index]);
      adam(gradientsOf(layers, x, labels, algebra), plan.batch);
      await pause(plan.signal);
    }
  }
  return layers;
}

/** For each layer the summed gradients of its weight and its bias. */
function gradientsOf(
  layers: readonly PerceptronLayer[],
  x: Float32Array,
  labels: Uint8Array,
  algebra: Algebra,
): Float32Array[] {
  const rows = labels.length;
  const all = activations(layers, x, rows, algebra);
  let errors = all[layers.length];
  softmaxErrors(errors, labels, layers[layers.length - 1].outputs);
  const gradients: Float32Array[] = [];
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, outputs, weight } = layers[index];
    const ofBias = new Float32Array(outputs);
    for (let at = 0; at < errors.length; at++) ofBias[at % outputs] += errors[at];
    gradients.unshift(algebra.matmulF32(errors, all[index], outputs, rows, inputs, { transposeA: true }), ofBias);
    if (index === 0) break;
    const below = algebra.matmulF32(errors, weight, rows, outputs, inputs);
    for (let at = 0; at < below.length; at++) if (all[index][at] === 0) below[at] = 0;
    errors = below;
  }
  return gradients;
}

/** Milliseconds of training without a pause. */
const pauseAfter = 30;
let pausedAt = 0;

async function pause(signal: AbortSignal): Promise<void> {
  if (performance.now() - pausedAt < pauseAfter) return;
  await new Promise((resolve) => setTimeout(resolve, 0));
  pausedAt = performance.now();
  throwIfCancelled(signal);
}
