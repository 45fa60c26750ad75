import { z } from 'zod';
import type { GoldenResult } from './adapter.ts';

/** An array of a case. */
export const goldenTensor = z.object({ shape: z.array(z.number()), dtype: z.string(), data: z.array(z.number()) });
export type GoldenTensor = z.infer<typeof goldenTensor>;

const formats = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' } as const;
export type GoldenFormat = (typeof formats)[keyof typeof formats];

/** The number format of a case's array. */
export function formatOf({ dtype }: Pick<GoldenTensor, 'dtype'>): GoldenFormat {
  const format = Object.entries(formats).find(([name]) => name === dtype)?.[1];
  if (format === undefined) throw new Error(`The number format ${dtype} is not covered.`);
  return format;
}

/** One value for each model, given as a list or once for all. */
export function forEach(value: number | readonly number[], models: number): number[] {
  const values = typeof value === 'number' ? Array.from({ length: models }, () => value) : [...value];
  if (values.length !== models) throw new Error(`There are ${values.length} values for ${models} models.`);
  return values;
}

/** How far numbers may be from those of a case: `absolute` plus `relative` times the number. */
export interface Allowance {
  readonly absolute: number;
  readonly relative: number;
}

export interface Comparison {
  /** Compares all numbers, where 0 and -0 are one. */
  compare(name: string, got: ArrayLike<number>, expected: ArrayLike<number>): void;
  fail(reason: string): void;
  result(): GoldenResult;
}

/**
 * Collects comparisons; keeps the largest difference and the first one that is too large. Numbers of half precision must
 * be the same; those of float32 may differ by the allowance.
 */
export function comparison(format: GoldenFormat, { absolute, relative }: Allowance): Comparison {
  const exact = format !== 'F32';
  let worstError = 0;
  let reason: string | undefined;
  return {
    compare(name, got, expected) {
      if (got.length !== expected.length) reason ??= `${name} has ${got.length} numbers, not ${expected.length}`;
      for (let index = 0; index < got.length; index++) {
        const wanted = Math.fround(expected[index]);
        const difference = Math.abs(got[index] - wanted);
        if (!(difference <= (exact ? 0 : absolute + relative * Math.abs(wanted)))) {
          reason ??= `${name}[${index}] is ${got[index]}, expected ${expected[index]}`;
        }
        worstError = Math.max(worstError, difference);
      }
    },
    fail(why) {
      reason ??= why;
    },
    result: () => ({
      worstError,
      tolerance: exact ? 'exact' : `${absolute} + ${relative} relative`,
      passed: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
    }),
  };
}

/** What the cases of merging in float32 allow. */
export const float32Allowance: Allowance = { absolute: 1e-6, relative: 1e-5 };
