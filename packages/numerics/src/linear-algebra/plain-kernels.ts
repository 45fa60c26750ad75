import type { AlgebraKernels } from './algebra-kernels.ts';

/** Terms of a matrix product that are summed before they are added to the product. */
const depth = 256;

/**
 * Plain TypeScript twins of the kernels: the same operations in the same order, so the same bits. Everything that runs on
 * the kernels runs on these too.
 */
export function createPlainKernels(): AlgebraKernels {
  let x = new Float64Array(0);
  let single = new Float32Array(0);
  const memory = {
    buffer: new ArrayBuffer(0),
    grow(pages: number): number {
      const before = memory.buffer.byteLength / 65_536;
      const larger = new ArrayBuffer((before + pages) * 65_536);
      new Uint8Array(larger).set(new Uint8Array(memory.buffer));
      memory.buffer = larger;
      x = new Float64Array(larger);
      single = new Float32Array(larger);
      return before;
    },
  };

  const dot: AlgebraKernels['dot'] = (count, a, b) => {
    const sums = [0, 0, 0, 0, 0, 0, 0, 0];
    const whole = count & ~7;
    for (let i = 0; i < whole; i++) sums[i & 7] += x[a + i] * x[b + i];
    const even = sums[0] + sums[2] + (sums[4] + sums[6]);
    const odd = sums[1] + sums[3] + (sums[5] + sums[7]);
    let sum = even + odd;
    for (let i = whole; i < count; i++) sum += x[a + i] * x[b + i];
    return sum;
  };
  const addScaled: AlgebraKernels['addScaled'] = (count, factor, a, b) => {
    for (let i = 0; i < count; i++) x[b + i] += factor * x[a + i];
  };
  /** The sum of x * y as the products with four rows keep it: two running sums, then what is left. */
  const pairDot = (count: number, a: number, b: number): number => {
    let even = 0;
    let odd = 0;
    const whole = count & ~1;
    for (let j = 0; j < whole; j += 2) {
      even += x[a + j] * x[b + j];
      odd += x[a + j + 1] * x[b + j + 1];
    }
    const sum = even + odd;
    return count & 1 ? sum + x[a + whole] * x[b + whole] : sum;
  };
  /** y[j] += the sum of four rows' x[j], each times its factor, added in pairs. */
  const addFour = (count: number, a: number, stride: number, factors: readonly number[], y: number): void => {
    const [f0, f1, f2, f3] = factors;
    for (let j = 0; j < count; j++) {
      const first = x[a + j] * f0 + x[a + stride + j] * f1;
      const second = x[a + 2 * stride + j] * f2 + x[a + 3 * stride + j] * f3;
      x[y + j] += first + second;
    }
  };
  /** Rows `from` to `to` of the triangle of a symmetric matrix, columns below `to`. */
  const triangleTimes = (from: number, to: number, a: number, stride: number, v: number, y: number): void => {
    for (let r = from; r < to; r++) {
      const row = a + r * stride;
      let sum = x[row + r] * x[v + r];
      for (let j = r + 1; j < to; j++) {
        sum += x[row + j] * x[v + j];
        x[y + j] += x[row + j] * x[v + r];
      }
      x[y + r] += sum;
    }
  };
  /** Twelve independent chains, of which half begin alike; two lanes or four do not change the first one. */
  const busy = (steps: number, factor: number, term: number, round: (value: number) => number): number => {
    const chain = (start: number): number => {
      let value = start;
      for (let step = 0; step < steps; step++) value = round(round(value * factor) + term);
      return value;
    };
    const [a, g] = [chain(round(factor)), chain(round(term))];
    const twoA = round(a + a);
    const twoG = round(g + g);
    const first = round(round(twoA + twoA) + twoA);
    return round(first + round(round(twoG + twoG) + twoG));
  };
  const gapOf = (one: number, base: number, squared: number): number =>
    squared === 0 ? one - base : (one - base) * (one + base);

  return {
    memory,
    firstFree: () => 0,
    dot,
    addScaled,
    scale(count, factor, a) {
      for (let i = 0; i < count; i++) x[a + i] *= factor;
    },
    rotate(count, a, b, cosine, sine) {
      for (let i = 0; i < count; i++) {
        const [p, q] = [x[a + i], x[b + i]];
        x[a + i] = cosine * p + sine * q;
        x[b + i] = cosine * q - sine * p;
      }
    },
    largestMagnitude(count, a) {
      let result = 0;
      for (let i = 0; i < count; i++) result = Math.max(result, Math.abs(x[a + i]));
      return result;
    },
    transpose(rows, columns, from, fromStride, to, toStride) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) x[to + j * toStride + i] = x[from + i * fromStride + j];
      }
    },
    times(rows, columns, a, stride, v, y) {
      const whole = rows & ~3;
      for (let i = 0; i < whole; i++) x[y + i] = pairDot(columns, a + i * stride, v);
      for (let i = whole; i < rows; i++) x[y + i] = dot(columns, a + i * stride, v);
    },
    addTransposedTimes(rows, columns, factor, a, stride, v, y) {
      let i = 0;
      for (; i + 4 <= rows; i += 4) {
        const factors = [0, 1, 2, 3].map((r) => factor * x[v + i + r]);
        addFour(columns, a + i * stride, stride, factors, y);
      }
      for (; i < rows; i++) addScaled(columns, factor * x[v + i], a + i * stride, y);
    },
    symmetricTimes(n, a, stride, v, y) {
      x.fill(0, y, y + n);
      let i = 0;
      for (; i + 4 <= n; i += 4) {
        triangleTimes(i, i + 4, a, stride, v, y);
        const rest = a + i * stride + i + 4;
        const left = n - i - 4;
        const sums = [0, 1, 2, 3].map((r) => pairDot(left, rest + r * stride, v + i + 4));
        const factors = [0, 1, 2, 3].map((r) => x[v + i + r]);
        addFour(left, rest, stride, factors, y + i + 4);
        for (let r = 0; r < 4; r++) x[y + i + r] += sums[r];
      }
      triangleTimes(i, n, a, stride, v, y);
    },
    multiply(m, n, k, factor, a, aRow, aColumn, b, bRow, bColumn, accumulate, c, cRow) {
      const sums = new Float64Array(n);
      for (let i = 0; i < m; i++) {
        if (accumulate === 0) x.fill(0, c + i * cRow, c + i * cRow + n);
        for (let first = 0; first < k; first += depth) {
          sums.fill(0);
          for (let t = first; t < Math.min(k, first + depth); t++) {
            const value = x[a + i * aRow + t * aColumn];
            for (let j = 0; j < n; j++) sums[j] += value * x[b + t * bRow + j * bColumn];
          }
          const adds = accumulate !== 0 || first > 0;
          for (let j = 0; j < n; j++) {
            const scaled = factor * sums[j];
            x[c + i * cRow + j] = adds ? x[c + i * cRow + j] + scaled : scaled;
          }
        }
      }
    },
    multiplyF32(m, n, k, factor, a, aRow, aColumn, b, bRow, bColumn, accumulate, c, cRow) {
      const sums = new Float32Array(n);
      const rounded = Math.fround(factor);
      for (let i = 0; i < m; i++) {
        if (accumulate === 0) single.fill(0, c + i * cRow, c + i * cRow + n);
        for (let first = 0; first < k; first += depth) {
          sums.fill(0);
          for (let t = first; t < Math.min(k, first + depth); t++) {
            const value = single[a + i * aRow + t * aColumn];
            for (let j = 0; j < n; j++) sums[j] += Math.fround(value * single[b + t * bRow + j * bColumn]);
          }
          const adds = accumulate !== 0 || first > 0;
          for (let j = 0; j < n; j++) {
            const scaled = Math.fround(rounded * sums[j]);
            single[c + i * cRow + j] = adds ? single[c + i * cRow + j] + scaled : scaled;
          }
        }
      }
    },
    poleGaps(count, d, origin, squared, out) {
      const base = x[d + origin];
      for (let j = 0; j < count; j++) x[out + j] = gapOf(x[d + j], base, squared);
    },
    secularSums(count, gaps, z, shift, out) {
      const value = [0, 0];
      const slope = [0, 0];
      const whole = count & ~1;
      for (let j = 0; j < whole; j++) {
        const ratio = x[z + j] / (x[gaps + j] - shift);
        value[j & 1] += x[z + j] * ratio;
        slope[j & 1] += ratio * ratio;
      }
      let [valueSum, slopeSum] = [value[0] + value[1], slope[0] + slope[1]];
      if (count & 1) {
        const ratio = x[z + whole] / (x[gaps + whole] - shift);
        valueSum += x[z + whole] * ratio;
        slopeSum += ratio * ratio;
      }
      x[out] = valueSum;
      x[out + 1] = slopeSum;
    },
    interlace(count, gaps, d, root, squared, product) {
      const base = x[d + root];
      for (let j = 0; j < count; j++) {
        x[product + j] *= j === root ? x[gaps + j] : x[gaps + j] / gapOf(x[d + j], base, squared);
      }
    },
    busyF64: (steps, factor, term) => busy(steps, factor, term, (value) => value),
    busyF32: (steps, factor, term) => busy(steps, Math.fround(factor), Math.fround(term), Math.fround),
    quotients(count, a, b, out) {
      for (let i = 0; i < count; i++) x[out + i] = x[a + i] / x[b + i];
    },
  };
}
