/**
 * The exact Fisher information, diagonal, of a small classifier: F = mean over examples of Σ_y p(y|x) (∂ log p(y|x)/∂θ)²,
 * the expectation over the model's own labels (section 3 of the paper), one backward pass for each class.
 */

/** logits = w2 · relu(w1 · x + b1) + b2. Matrices are row-major, [outputs, inputs]. */
export interface SmallClassifier {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
  readonly w1: Float64Array;
  readonly b1: Float64Array;
  readonly w2: Float64Array;
  readonly b2: Float64Array;
}

export type ClassifierFisher = Readonly<Record<'w1' | 'b1' | 'w2' | 'b2', Float64Array>>;

/** Probabilities of the classes, and the hidden activations that they came from. */
export function classify(
  net: SmallClassifier,
  x: ArrayLike<number>,
): { readonly p: Float64Array; readonly hidden: Float64Array } {
  const hidden = Float64Array.from({ length: net.hidden }, (_, unit) => {
    let sum = net.b1[unit];
    for (let i = 0; i < net.inputs; i++) sum += net.w1[unit * net.inputs + i] * x[i];
    return Math.max(0, sum);
  });
  const logits = Float64Array.from({ length: net.classes }, (_, y) => {
    let sum = net.b2[y];
    for (let unit = 0; unit < net.hidden; unit++) sum += net.w2[y * net.hidden + unit] * hidden[unit];
    return sum;
  });
  const largest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { p: weights.map((weight) => weight / total), hidden };
}

/**
 * @param examples one row of `inputs` numbers each
 * @returns arrays as long as those of the classifier. O(examples · classes · parameters)
 */
export function exactFisher(net: SmallClassifier, examples: readonly ArrayLike<number>[]): ClassifierFisher {
  const fisher = {
    w1: new Float64Array(net.w1.length),
    b1: new Float64Array(net.b1.length),
    w2: new Float64Array(net.w2.length),
    b2: new Float64Array(net.b2.length),
  };
  for (const x of examples) {
    const { p, hidden } = classify(net, x);
    for (let y = 0; y < net.classes; y++) {
      const share = p[y] / examples.length;
      const error = p.map((value, other) => (other === y ? 1 : 0) - value);
      for (let other = 0; other < net.classes; other++) {
        fisher.b2[other] += share * error[other] ** 2;
        for (let unit = 0; unit < net.hidden; unit++) {
          fisher.w2[other * net.hidden + unit] += share * (error[other] * hidden[unit]) ** 2;
        }
      }
      for (let unit = 0; unit < net.hidden; unit++) {
        if (hidden[unit] === 0) continue;
        let above = 0;
        for (let other = 0; other < net.classes; other++) above += error[other] * net.w2[other * net.hidden + unit];
        fisher.b1[unit] += share * above ** 2;
        for (let i = 0; i < net.inputs; i++) fisher.w1[unit * net.inputs + i] += share * (above * x[i]) ** 2;
      }
    }
  }
  return fisher;
}
