/**
 * Bits of one element, for every element type that safetensors defines.
 * The order is that of the reference: tensors are written from the last type to the first, which keeps every
 * element on a multiple of its own size.
 */
export const dtypeBits = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const;

/** The type of the elements of a tensor, as safetensors spells it. */
export type TensorDType = keyof typeof dtypeBits;

export function isTensorDType(name: string): name is TensorDType {
  return Object.hasOwn(dtypeBits, name);
}

/** The number of elements of a tensor; 1 for the shape `[]` of a scalar. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1);
}

/**
 * The bytes that a tensor takes.
 *
 * Not a whole number for types under 8 bits whose elements do not fill the last byte, and not a safe integer for
 * shapes beyond any file: `Number.isSafeInteger` of the result tells a tensor that can exist.
 */
export function bytesOfTensor(dtype: TensorDType, shape: readonly number[]): number {
  return (elementsOf(shape) * dtypeBits[dtype]) / 8;
}
