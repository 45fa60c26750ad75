/** Attention over a few positions, each seeing all. */

export interface Heads {
  readonly positions: number;
  readonly heads: number;
  readonly keyHeads: number;
  readonly inner: number;
}

/** Softmax of scaled products of queries and keys, over values. Rows are positions, heads one after another in them. */
export function attend(
  query: Float64Array,
  key: Float64Array,
  value: Float64Array,
  { positions, heads, keyHeads, inner }: Heads,
): Float64Array {
  const out = new Float64Array(positions * heads * inner);
  for (let head = 0; head < heads; head++) {
    const shared = Math.floor((head * keyHeads) / heads);
    const at = (row: number, of: number, width: number): number => (row * width + of) * inner;
    for (let row = 0; row < positions; row++) {
      const scores = Array.from({ length: positions }, (_, other) => {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += query[at(row, head, heads) + k] * key[at(other, shared, keyHeads) + k];
        return sum / Math.sqrt(inner);
      });
      const most = Math.max(...scores);
      const weights = scores.map((score) => Math.exp(score - most));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      for (let other = 0; other < positions; other++) {
        for (let k = 0; k < inner; k++) {
          out[at(row, head, heads) + k] += (weights[other] / total) * value[at(other, shared, keyHeads) + k];
        }
      }
    }
  }
  return out;
}

const rotaryBase = 10_000;

/** Turns each pair of numbers of a head, one from either half, by an angle of its own for each position. In place. */
export function rotate(x: Float64Array, positions: number, heads: number, inner: number): void {
  const half = inner / 2;
  for (let row = 0; row < positions; row++) {
    for (let head = 0; head < heads; head++) {
      const base = (row * heads + head) * inner;
      for (let k = 0; k < half; k++) {
        const angle = row * rotaryBase ** (-k / half);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const [one, other] = [x[base + k], x[base + half + k]];
        x[base + k] = c * one - s * other;
        x[base + half + k] = s * one + c * other;
      }
    }
  }
}
