/**
 * Three small classification tasks and a network that learns them, to merge what it has learned: a base that has seen
 * a little of every task, and one expert a task, trained on from the base.
 */
import { createRandom, type Random } from '@offprint/numerics';

const taskCount = 3;
const classes = 6;
const inputs = 16;
const hidden = 48;
const features = 24;
const temperature = 10;
const batchSize = 32;
const testSize = 300;
const baseSteps = 60;
const expertSteps = 150;
const learningRate = 2e-3;

/** A labelled point. */
interface Point {
  readonly x: Float64Array;
  readonly label: number;
}

interface ToyTask {
  draw(random: Random): Point;
  /** Frozen unit vectors, one a class: the logit is the cosine with the features, times the temperature. */
  readonly heads: readonly Float64Array[];
}

const normals = (random: Random, count: number): Float64Array =>
  Float64Array.from({ length: count }, () => random.normal());
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
};
const unit = (x: Float64Array): Float64Array => x.map((value) => value / Math.sqrt(dot(x, x)));

function createTask(random: Random): ToyTask {
  const centres = Array.from({ length: classes }, () => normals(random, inputs));
  const mixing = Array.from({ length: inputs }, () => unit(normals(random, inputs)));
  const heads = Array.from({ length: classes }, () => unit(normals(random, features)));
  return {
    heads,
    draw(from) {
      const label = from.integer(classes);
      const point = centres[label].map((value) => value + 0.9 * from.normal());
      return { x: Float64Array.from(mixing, (row) => Math.tanh(dot(row, point))), label };
    },
  };
}

/** Two layers, each a matrix and its offsets, ReLU after both; all parameters in one vector. */
const sizes = [
  [inputs, hidden],
  [hidden, features],
] as const;
const parameterCount = sizes.reduce((sum, [from, to]) => sum + (from + 1) * to, 0);

/** Where each matrix and each vector of offsets stands in the parameters: matrices are [outputs, inputs], row-major. */
export const toyShapes: readonly { readonly from: number; readonly shape: readonly number[] }[] = sizes.flatMap(
  ([from, to], layer) => {
    const start = sizes.slice(0, layer).reduce((sum, [below, above]) => sum + (below + 1) * above, 0);
    return [
      { from: start, shape: [to, from] },
      { from: start + from * to, shape: [to] },
    ];
  },
);

function forward(parameters: Float64Array, x: Float64Array): Float64Array[] {
  const layers = [x];
  let at = 0;
  for (const [from, to] of sizes) {
    const below = layers[layers.length - 1];
    const above = new Float64Array(to);
    for (let unitIndex = 0; unitIndex < to; unitIndex++) {
      let sum = parameters[at + from * to + unitIndex];
      for (let i = 0; i < from; i++) sum += parameters[at + unitIndex * from + i] * below[i];
      above[unitIndex] = Math.max(0, sum);
    }
    layers.push(above);
    at += (from + 1) * to;
  }
  return layers;
}

function cosines(task: ToyTask, output: Float64Array): { logits: Float64Array; norm: number } {
  const norm = Math.sqrt(dot(output, output)) + 1e-8;
  return { logits: Float64Array.from(task.heads, (head) => (temperature * dot(head, output)) / norm), norm };
}

/** Adds the gradient of the cross-entropy at one point to `gradient`. */
function addGradient(parameters: Float64Array, task: ToyTask, { x, label }: Point, gradient: Float64Array): void {
  const layers = forward(parameters, x);
  const output = layers[layers.length - 1];
  const { logits, norm } = cosines(task, output);
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const errors = weights.map((weight, index) => weight / total - (index === label ? 1 : 0));
  let above: Float64Array = new Float64Array(features);
  for (const [index, head] of task.heads.entries()) {
    for (let i = 0; i < features; i++) {
      above[i] += (errors[index] * (temperature * head[i] - (logits[index] * output[i]) / norm)) / norm;
    }
  }
  let at = parameterCount;
  for (let layer = sizes.length - 1; layer >= 0; layer--) {
    const [from, to] = sizes[layer];
    at -= (from + 1) * to;
    const below = new Float64Array(from);
    for (let unitIndex = 0; unitIndex < to; unitIndex++) {
      const error = layers[layer + 1][unitIndex] > 0 ? above[unitIndex] : 0;
      gradient[at + from * to + unitIndex] += error;
      for (let i = 0; i < from; i++) {
        gradient[at + unitIndex * from + i] += error * layers[layer][i];
        below[i] += error * parameters[at + unitIndex * from + i];
      }
    }
    above = below;
  }
}

/** Adam on batches of the given tasks in turn. */
function train(start: Float64Array, tasks: readonly ToyTask[], steps: number, random: Random): Float64Array {
  const parameters = start.slice();
  const mean = new Float64Array(parameterCount);
  const square = new Float64Array(parameterCount);
  for (let step = 1; step <= steps; step++) {
    const task = tasks[step % tasks.length];
    const gradient = new Float64Array(parameterCount);
    for (let n = 0; n < batchSize; n++) addGradient(parameters, task, task.draw(random), gradient);
    for (let p = 0; p < parameterCount; p++) {
      const slope = gradient[p] / batchSize;
      mean[p] = 0.9 * mean[p] + 0.1 * slope;
      square[p] = 0.999 * square[p] + 0.001 * slope * slope;
      const size = Math.sqrt(square[p] / (1 - 0.999 ** step)) + 1e-8;
      parameters[p] -= (learningRate * (mean[p] / (1 - 0.9 ** step))) / size;
    }
  }
  return parameters;
}

export interface Toy {
  readonly base: Float32Array;
  /** One expert for each task. */
  readonly experts: readonly Float32Array[];
  /** Mean accuracy over the tasks' test points, in per cent. */
  accuracy(parameters: Float32Array): number;
  /** Accuracy on the test points of one task, in per cent. */
  accuracyOf(parameters: Float32Array, task: number): number;
  /**
   * The exact diagonal Fisher information of a network on so many points of a task: the mean over points of
   * Σ_y p(y|x) (∂ log p(y|x)/∂θ)².
   */
  fisher(parameters: Float32Array, task: number, points: number): Float64Array;
}

/** Trains base and experts. About 0.3 s. */
export function trainToy(seed: number): Toy {
  const random = createRandom(seed, 'toy tasks');
  const tasks = Array.from({ length: taskCount }, () => createTask(random));
  const start = new Float64Array(parameterCount);
  let at = 0;
  for (const [from, to] of sizes) {
    const reach = 1 / Math.sqrt(from);
    for (let n = 0; n < (from + 1) * to; n++) start[at++] = reach * (2 * random.uniform() - 1);
  }
  const base = train(start, tasks, baseSteps, random);
  const experts = tasks.map((task) => Float32Array.from(train(base, [task], expertSteps, random)));
  const tests = tasks.map((task) => Array.from({ length: testSize }, () => task.draw(random)));
  const accuracyOf = (given: Float32Array, task: number): number => {
    const parameters = Float64Array.from(given);
    const right = tests[task].filter(({ x, label }) => {
      const { logits } = cosines(tasks[task], forward(parameters, x)[sizes.length]);
      return logits.indexOf(Math.max(...logits)) === label;
    });
    return (100 * right.length) / testSize;
  };
  return {
    base: Float32Array.from(base),
    experts,
    fisher(given, index, points) {
      const parameters = Float64Array.from(given);
      const task = tasks[index];
      const drawn = createRandom(seed, `fisher ${index}`);
      const information = new Float64Array(parameterCount);
      for (let n = 0; n < points; n++) {
        const { x } = task.draw(drawn);
        const { logits } = cosines(task, forward(parameters, x)[sizes.length]);
        const largest = Math.max(...logits);
        const weights = logits.map((logit) => Math.exp(logit - largest));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let label = 0; label < classes; label++) {
          const gradient = new Float64Array(parameterCount);
          addGradient(parameters, task, { x, label }, gradient);
          const share = weights[label] / total / points;
          for (let p = 0; p < parameterCount; p++) information[p] += share * gradient[p] * gradient[p];
        }
      }
      return information;
    },
    accuracyOf,
    accuracy: (given) => tasks.reduce((sum, _, task) => sum + accuracyOf(given, task), 0) / taskCount,
  };
}
