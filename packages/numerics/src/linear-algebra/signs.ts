/** Magnitudes that agree to this share count as equal, so that rounding does not choose between them. */
const near = 1 - 2 ** -20;

/**
 * The signs that columns of a row-major matrix are multiplied by to follow the convention for all vectors that are given
 * back: the first component whose magnitude is, up to one part in a million, the largest is positive. It does not depend
 * on the order of computation, and a vector and its mirror image are treated alike.
 */
export function columnSigns(vectors: Float64Array, rows: number, columns: number): Float64Array {
  // Row after row, as the numbers lie in memory.
  const least = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) least[j] = Math.max(least[j], Math.abs(vectors[i * columns + j]));
  }
  for (let j = 0; j < columns; j++) least[j] *= near;
  const signs = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = vectors[i * columns + j];
      if (signs[j] === 0 && Math.abs(value) >= least[j]) signs[j] = value < 0 ? -1 : 1;
    }
  }
  return signs;
}

/** Multiplies every column by its sign, in place. */
export function turnColumns(matrix: Float64Array, rows: number, signs: Float64Array): void {
  const columns = signs.length;
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) matrix[i * columns + j] *= signs[j];
}

/** Multiplies every row by its sign, in place. */
export function turnRows(matrix: Float64Array, columns: number, signs: Float64Array): void {
  signs.forEach((sign, i) => {
    for (let j = 0; j < columns; j++) matrix[i * columns + j] *= sign;
  });
}
