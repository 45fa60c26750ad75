/**
 * Slow, simple and very accurate decompositions by plane rotations, in plain TypeScript: what the fast ones are held
 * against in the tests.
 */

/** The rotation (cosine, sine) that makes the off-diagonal element of ((a, c), (c, b)) zero. */
function rotation(a: number, b: number, c: number): readonly [number, number] {
  const theta = (b - a) / (2 * c);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
  const cosine = 1 / Math.sqrt(1 + t * t);
  return [cosine, t * cosine];
}

function rotateRows(x: Float64Array, columns: number, p: number, q: number, cosine: number, sine: number): void {
  for (let j = 0; j < columns; j++) {
    const [a, b] = [x[p * columns + j], x[q * columns + j]];
    x[p * columns + j] = cosine * a - sine * b;
    x[q * columns + j] = sine * a + cosine * b;
  }
}

/**
 * Singular values, descending, and rows of left and right vectors of an m-by-n matrix with m >= n, by one-sided Jacobi
 * rotations. Left vectors of singular values that are 0 are 0.
 *
 * Source: Demmel and Veselić, "Jacobi's method is more accurate than QR", SIAM J. Matrix Anal. Appl. 13 (1992).
 */
export function jacobiSvd(
  matrix: Float64Array,
  m: number,
  n: number,
): { readonly s: number[]; readonly u: Float64Array[]; readonly v: Float64Array[] } {
  const x = Float64Array.from({ length: n * m }, (_, at) => matrix[(at % m) * n + Math.floor(at / m)]);
  const v = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? 1 : 0));
  const dot = (p: number, q: number): number => {
    let sum = 0;
    for (let i = 0; i < m; i++) sum += x[p * m + i] * x[q * m + i];
    return sum;
  };
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [a, b, c] = [dot(p, p), dot(q, q), dot(p, q)];
        if (Math.abs(c) <= 1e-16 * Math.sqrt(a * b)) continue;
        turned = true;
        const [cosine, sine] = rotation(a, b, c);
        rotateRows(x, m, p, q, cosine, sine);
        rotateRows(v, n, p, q, cosine, sine);
      }
    }
  }
  const lengths = Array.from({ length: n }, (_, p) => Math.sqrt(dot(p, p)));
  const order = lengths.map((_, p) => p).sort((p, q) => lengths[q] - lengths[p]);
  return {
    s: order.map((p) => lengths[p]),
    u: order.map((p) => x.slice(p * m, (p + 1) * m).map((value) => (lengths[p] === 0 ? 0 : value / lengths[p]))),
    v: order.map((p) => v.slice(p * n, (p + 1) * n)),
  };
}
