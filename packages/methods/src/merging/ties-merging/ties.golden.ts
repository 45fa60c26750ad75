import { magnitudeOf } from '@offprint/numerics';
import { z } from 'zod';
import type { GoldenAdapter, GoldenResult } from '../../golden/adapter.ts';
import { type Format, mergeTrimmed, roundTo, trimmedChanges } from './mergekit.ts';
import { findCut, keptCount, taskVector, tiesMerge } from './ties.ts';

const tensor = z.object({ shape: z.array(z.number()), dtype: z.string(), data: z.array(z.number()) });
const perModel = z.union([z.number(), z.array(z.number())]);

/** A case of the authors' code: models are the rows of one matrix. */
const paperCase = z.object({
  hyper: z.object({ K: z.number(), merge_func: z.string().default('dis-mean'), lambda_: z.number().default(1) }),
  inputs: z.object({ base: tensor, models: tensor }),
  outputs: z.record(z.string(), tensor),
});

/** A case of mergekit: one tensor of each model. */
const mergekitCase = z.object({
  hyper: z.object({
    density: perModel,
    weight: perModel.default(1),
    normalize: z.boolean().default(true),
    lambda_: z.number().default(1),
    consensus: z.literal('sum').default('sum'),
    rescale: z.literal(false).default(false),
  }),
  inputs: z.object({ base: tensor, models: z.array(tensor) }),
  outputs: z.object({ trimmed: z.array(tensor).optional(), merged: tensor }),
});

const formats: Readonly<Record<string, Format>> = { float32: 'F32', float16: 'F16', bfloat16: 'BF16' };

function formatOf(dtype: string): Format {
  const format = formats[dtype];
  if (format === undefined) throw new Error(`The number format ${dtype} is not covered.`);
  return format;
}

/** Up to three summands are added in one order everywhere; the reference adds more in an order of its own. */
const summandsInOrder = 3;
/** Half a step of each format, relative: what one other order of a sum may change. */
const slack: Readonly<Record<Format, number>> = { F32: 1e-6, F16: 2 ** -10, BF16: 2 ** -7 };

/** Collects comparisons; keeps the worst difference and the first one that is too large. */
function comparison() {
  let worstError = 0;
  let reason: string | undefined;
  return {
    /** `relative` 0 asks for the same numbers, where 0 and -0 are one. */
    compare(name: string, got: ArrayLike<number>, expected: ArrayLike<number>, relative: number): void {
      if (got.length !== expected.length) reason ??= `${name} has ${got.length} numbers, not ${expected.length}`;
      for (let index = 0; index < got.length; index++) {
        const wanted = Math.fround(expected[index]);
        const difference = Math.abs(Math.fround(got[index]) - wanted);
        if (!(difference <= relative * Math.max(1e-3, Math.abs(wanted)))) {
          reason ??= `${name}[${index}] is ${got[index]}, expected ${expected[index]}`;
        }
        worstError = Math.max(worstError, difference);
      }
    },
    fail(why: string): void {
      reason ??= why;
    },
    result: (tolerance: string): GoldenResult => ({
      worstError,
      tolerance,
      passed: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
    }),
  };
}

const toleranceOf = (models: number, relative: number): string =>
  models <= summandsInOrder ? 'exact' : `exact, sums of more than three models ${relative} relative`;

function checkPaper({ hyper, inputs, outputs }: z.infer<typeof paperCase>): GoldenResult {
  const format = formatOf(inputs.base.dtype);
  const [models, size] = inputs.models.shape;
  const rows = Array.from({ length: models }, (_, row) =>
    Float32Array.from(inputs.models.data.slice(row * size, (row + 1) * size)),
  );
  // Above 1 the authors' code reads K as a percentage.
  const density = hyper.K > 1 ? hyper.K / 100 : hyper.K;
  const result = tiesMerge(Float32Array.from(inputs.base.data), rows, {
    densities: rows.map(() => density),
    ties: 'keep-all',
    merge: z.enum(['mean', 'sum', 'max']).parse(hyper.merge_func.replace(/^dis-/, '')),
    lambda: hyper.lambda_,
  });
  const joined = (vectors: readonly Float32Array[]): number[] => vectors.flatMap((vector) => [...vector]);
  const narrow = format === 'F32' ? 0 : slack[format];
  const summed = models > summandsInOrder ? slack[format] : narrow;
  const got: Readonly<Record<string, readonly [ArrayLike<number>, number]>> = {
    task_vectors: [joined(result.taskVectors), narrow],
    trimmed: [joined(result.trimmed), narrow],
    kept_fraction: [result.kept.map((kept) => kept / size), narrow],
    elected_sign: [result.signs, 0],
    merged_tv: [result.mergedTaskVector, summed],
    merged: [result.merged, summed],
  };
  const all = comparison();
  for (const [name, { data }] of Object.entries(outputs)) {
    if (got[name] === undefined) all.fail(`the output ${name} is not known`);
    else all.compare(name, got[name][0], data, got[name][1]);
  }
  return all.result(toleranceOf(models, slack[format]));
}

function checkMergekit({ hyper, inputs, outputs }: z.infer<typeof mergekitCase>): GoldenResult {
  const format = formatOf(inputs.base.dtype);
  const base = Float32Array.from(inputs.base.data);
  const models = inputs.models.map(({ data }) => roundTo(format, Float32Array.from(data)));
  const each = (value: number | number[]): number[] => (Array.isArray(value) ? value : models.map(() => value));
  const densities = each(hyper.density);
  const options = {
    format,
    densities,
    ties: 'stable-index' as const,
    weights: each(hyper.weight),
    normalise: hyper.normalize,
    lambda: hyper.lambda_,
  };
  const all = comparison();
  const own = trimmedChanges(base, models, options);
  const given = outputs.trimmed?.map(({ data }) => Float32Array.from(data));
  for (const [model, trimmed] of (given ?? []).entries()) {
    const changes = roundTo(format, taskVector(base, models[model]));
    const kept = keptCount('mergekit', changes.length, densities[model]);
    const { key, equal, budget } = findCut(changes, kept, 'stable-index');
    const straddles = budget !== null && budget < equal;
    if (straddles) checkTies(`trimmed[${model}]`, trimmed, changes, magnitudeOf(key), kept, all.fail);
    else all.compare(`trimmed[${model}]`, own[model], trimmed, 0);
  }
  // Which of the tied changes the reference kept is its own affair, so the merge starts from what it kept.
  const merged = mergeTrimmed(base, given ?? own, options);
  all.compare('merged', merged, outputs.merged.data, models.length > summandsInOrder ? slack[format] : 0);
  return all.result(`${toleranceOf(models.length, slack[format])}, whichever of the ties at the cut stay`);
}

/** Where ties straddle the cut: all above it stay, none below it, and no more than asked for. */
function checkTies(
  name: string,
  trimmed: Float32Array,
  changes: Float32Array,
  cut: number,
  kept: number,
  fail: (why: string) => void,
): void {
  let stay = 0;
  for (const [index, change] of changes.entries()) {
    const value = trimmed[index];
    if (value !== 0 && value !== change) fail(`${name}[${index}] is ${value}, neither 0 nor the change ${change}`);
    if (value !== 0) stay++;
    if (Math.abs(change) > cut && value === 0) fail(`${name}[${index}] lost ${change}, which is above the cut ${cut}`);
    if (Math.abs(change) < cut && value !== 0) fail(`${name}[${index}] keeps ${change}, which is below the cut ${cut}`);
  }
  if (stay > kept) fail(`${name} keeps ${stay} changes, more than ${kept}`);
}

export const golden: GoldenAdapter = {
  folders: ['ties-merging'],
  check(testCase) {
    const isPaper = z.looseObject({ hyper: z.looseObject({ K: z.number() }) }).safeParse(testCase).success;
    return isPaper ? checkPaper(paperCase.parse(testCase)) : checkMergekit(mergekitCase.parse(testCase));
  },
};
