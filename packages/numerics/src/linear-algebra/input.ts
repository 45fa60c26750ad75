import { InputError } from '@offprint/errors';
import type { Place } from './algebra-kernels.ts';
import type { Space } from './space.ts';

function checkSize(name: string, size: number): void {
  if (Number.isSafeInteger(size) && size >= 0) return;
  throw new InputError('linear-algebra/shape', `${size} is not a number of ${name}.`, {
    hint: 'Give a whole number that is not negative.',
  });
}

/** @throws InputError `linear-algebra/shape` if the numbers do not fill rows times columns */
export function checkShape(numbers: ArrayLike<number>, rows: number, columns: number): void {
  checkSize('rows', rows);
  checkSize('columns', columns);
  if (numbers.length === rows * columns) return;
  throw new InputError(
    'linear-algebra/shape',
    `${numbers.length} numbers were given for a matrix of ${rows} by ${columns}, which has ${rows * columns}.`,
    { hint: 'Give the numbers row after row, and the size they have.' },
  );
}

/** Names the first number that is not finite. */
export function refuseNotFinite(numbers: Float64Array | Float32Array, columns: number): void {
  const at = numbers.findIndex((value) => !Number.isFinite(value));
  if (at === -1) return;
  const [row, column] = [Math.floor(at / columns), at % columns];
  throw new InputError(
    'linear-algebra/not-finite',
    `The matrix holds ${numbers[at]} at row ${row}, column ${column}, counted from 0.`,
    { hint: 'Use a matrix without infinite or missing numbers.', where: { row, column } },
  );
}

/**
 * A copy of a row-major matrix in the space, and its largest magnitude.
 * @throws InputError `linear-algebra/shape`, `linear-algebra/not-finite`
 */
export function takeMatrix(
  space: Space,
  numbers: Float64Array,
  rows: number,
  columns: number,
): { readonly at: Place; readonly largest: number } {
  checkShape(numbers, rows, columns);
  const at = space.take(numbers.length);
  space.view().set(numbers, at);
  const largest = space.kernels.largestMagnitude(numbers.length, at);
  if (!Number.isFinite(largest)) refuseNotFinite(numbers, columns);
  return { at, largest };
}

/** Magnitudes beyond this power of two, or below its inverse, would overflow or vanish when squared twice. */
const safeExponent = 100;

/**
 * A power of two that brings a matrix with this largest magnitude near 1, or 1 where squares are safe as they are.
 * Powers of two change no digits.
 */
export function safeFactor(largest: number): number {
  if (largest === 0 || (largest < 2 ** safeExponent && largest > 2 ** -safeExponent)) return 1;
  let factor = 1;
  while (largest * factor >= 2) factor /= 2;
  while (largest * factor < 1 && factor < 2 ** 1023) factor *= 2;
  return factor;
}
