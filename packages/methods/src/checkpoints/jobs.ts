import type { TensorEntry } from '@offprint/files';
import type { FloatDType, FloatEntry } from './tensors.ts';

/** An adapter that is added to a weight while it streams: W + scale · B · A. */
export interface OperandAdapter {
  /** Index among the checkpoints of the run. */
  readonly file: number;
  /** [rank, inputs] */
  readonly a: FloatEntry;
  /** [outputs, rank] */
  readonly b: FloatEntry;
  readonly scale: number;
  /** Whether the weight is stored as [inputs, outputs], and the product is added to it the other way round. */
  readonly transposed?: boolean;
}

/** A tensor of one of the checkpoints. */
export interface Operand {
  /** Index among the checkpoints of the run. */
  readonly file: number;
  /** May have more or fewer rows than the output: the former are left out, the latter are as in the base. */
  readonly entry: FloatEntry;
  readonly adapters?: readonly OperandAdapter[];
}

/** A tensor of the output that is merged. */
export interface MergeJob {
  readonly kind: 'merge';
  /** Name in the output. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Format of the output. */
  readonly dtype: FloatDType;
  /** Format that a faithful profile casts operands to and rounds to. */
  readonly compute: FloatDType;
  /** Name of the rule, as in `rules.ts`. */
  readonly rule: string;
  /** Plain data for the rule. */
  readonly parameters: unknown;
  readonly base: Operand | null;
  readonly models: readonly Operand[];
  /** Values beside the models, for rules that want some. */
  readonly extras?: readonly Operand[];
}

/** A tensor of the output that is taken as it is. */
export interface CopyJob {
  readonly kind: 'copy';
  readonly name: string;
  readonly file: number;
  readonly entry: TensorEntry;
}

export type Job = MergeJob | CopyJob;

/** Elements of a job's tensor. */
export function elementsOf({ shape }: Pick<MergeJob, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** All that a merge reads, the base first. */
export function operandsOf(job: MergeJob): readonly Operand[] {
  return [...(job.base === null ? [] : [job.base]), ...job.models, ...(job.extras ?? [])];
}
