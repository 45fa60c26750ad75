/** Plain linear algebra with the interface of the kernels. */

export interface LinearAlgebra {
  matmul(
    a: Float64Array,
    b: Float64Array,
    m: number,
    k: number,
    n: number,
    options?: { readonly transposeA?: boolean; readonly transposeB?: boolean; readonly out?: Float64Array },
  ): Float64Array;
  thinSvd(
    a: Float64Array,
    m: number,
    n: number,
  ): { readonly u: Float64Array; readonly s: Float64Array; readonly vt: Float64Array };
}

export async function linearAlgebra(): Promise<LinearAlgebra> {
  return { matmul, thinSvd };
}

function matmul(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
  options: { readonly transposeA?: boolean; readonly transposeB?: boolean; readonly out?: Float64Array } = {},
): Float64Array {
  const out = options.out ?? new Float64Array(m * n);
  const left = options.transposeA === true ? flip(a, k, m) : a;
  const right = options.transposeB === true ? flip(b, n, k) : b;
  out.fill(0);
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const value = left[i * k + p];
      if (value === 0) continue;
      for (let j = 0, at = i * n, from = p * n; j < n; j++) out[at++] += value * right[from++];
    }
  }
  return out;
}

function flip(x: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = x[i * columns + j];
  return out;
}

/** One-sided Jacobi rotations. */
function thinSvd(a: Float64Array, m: number, n: number): { u: Float64Array; s: Float64Array; vt: Float64Array } {
  if (m < n) {
    const { u, s, vt } = thinSvd(flip(a, m, n), n, m);
    return { u: flip(vt, m, m), s, vt: flip(u, n, m) };
  }
  const columns = Array.from({ length: n }, (_, j) => Float64Array.from({ length: m }, (_, i) => a[i * n + j]));
  const turns = Array.from({ length: n }, (_, j) => Float64Array.from({ length: n }, (_, i) => (i === j ? 1 : 0)));
  const dot = (x: Float64Array, y: Float64Array): number => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
    return sum;
  };
  const turn = (x: Float64Array, y: Float64Array, c: number, s: number): void => {
    for (let i = 0; i < x.length; i++) {
      const [p, q] = [x[i], y[i]];
      x[i] = c * p - s * q;
      y[i] = s * p + c * q;
    }
  };
  for (let sweep = 0, off = 1; sweep < 40 && off > 1e-15; sweep++) {
    off = 0;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [alpha, beta, gamma] = [
          dot(columns[p], columns[p]),
          dot(columns[q], columns[q]),
          dot(columns[p], columns[q]),
        ];
        const size = Math.sqrt(alpha * beta);
        if (size === 0 || Math.abs(gamma) <= 1e-16 * size) continue;
        off = Math.max(off, Math.abs(gamma) / size);
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta >= 0 ? 1 : -1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const c = 1 / Math.sqrt(1 + t * t);
        turn(columns[p], columns[q], c, c * t);
        turn(turns[p], turns[q], c, c * t);
      }
    }
  }
  const sizes = columns.map((column) => Math.sqrt(dot(column, column)));
  const order = [...sizes.keys()].sort((i, j) => sizes[j] - sizes[i]);
  const u = new Float64Array(m * n);
  const vt = new Float64Array(n * n);
  order.forEach((from, to) => {
    for (let i = 0; i < m; i++) u[i * n + to] = sizes[from] === 0 ? 0 : columns[from][i] / sizes[from];
    vt.set(turns[from], to * n);
  });
  return { u, s: Float64Array.from(order, (from) => sizes[from]), vt };
}
