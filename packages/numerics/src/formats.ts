/**
 * Number formats of checkpoints. Widening is exact; narrowing rounds to nearest, ties to even; a NaN stays a NaN of the
 * same sign. Source and target have the same length. These are the twins of the kernels of the same names.
 */

const oneFloat = new Float32Array(1);
const oneWord = new Uint32Array(oneFloat.buffer);

/** bfloat16 bits to float32: the same bits with 16 zeros behind them. */
export function widenBf16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < source.length; i++) bits[i] = source[i] << 16;
}

/** float32 to bfloat16 bits. */
export function narrowBf16(source: Float32Array, target: Uint16Array): void {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  for (let i = 0; i < bits.length; i++) target[i] = bf16FromBits(bits[i]);
}

function bf16FromBits(word: number): number {
  if ((word & 0x7fffffff) > 0x7f800000) return (word >>> 16) | 0x40;
  return (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}

/** float16 bits to float32. */
export function widenF16(source: Uint16Array, target: Float32Array): void {
  const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
  for (let i = 0; i < source.length; i++) bits[i] = bitsFromF16(source[i]);
}

function bitsFromF16(half: number): number {
  const sign = (half & 0x8000) << 16;
  const rest = half & 0x7fff;
  if (rest >= 0x7c00) return sign | 0x7f800000 | (rest << 13);
  if (rest >= 0x400) return sign | ((rest << 13) + 0x38000000);
  oneFloat[0] = rest * 2 ** -24;
  return sign | oneWord[0];
}

/** float32 to float16 bits; magnitudes from 65520 on become infinite. */
export function narrowF16(source: Float32Array, target: Uint16Array): void {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  for (let i = 0; i < bits.length; i++) target[i] = f16FromBits(bits[i]);
}

function f16FromBits(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const size = word & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00 | ((size >>> 13) & 0x3ff);
  if (size >= 0x477ff000) return sign | 0x7c00;
  if (size >= 0x38800000) return sign | ((size - 0x38000000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  oneWord[0] = size;
  // The float32 addition rounds to a multiple of 2^-24, which then stands in the last bits.
  oneFloat[0] += 0.5;
  return sign | (oneWord[0] - 0x3f000000);
}

/** Rounds each number to the nearest bfloat16, in place. */
export function roundToBf16(x: Float32Array): void {
  const bits = new Uint16Array(x.length);
  narrowBf16(x, bits);
  widenBf16(bits, x);
}

/** Rounds each number to the nearest float16, in place. */
export function roundToF16(x: Float32Array): void {
  const bits = new Uint16Array(x.length);
  narrowF16(x, bits);
  widenF16(bits, x);
}
