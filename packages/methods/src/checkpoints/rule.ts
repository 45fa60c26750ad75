import type { Pointer } from '@offprint/numerics';
import type { FloatDType, Rounding } from './tensors.ts';
import type { Workspace } from './workspace.ts';

/** Up to `blockElements` consecutive elements of one tensor, in float32 in the kernels' memory. */
export interface Block {
  /** Name of the tensor in the output. */
  readonly tensor: string;
  readonly shape: readonly number[];
  /** The first element, in row-major order, and how many. */
  readonly from: number;
  readonly count: number;
  /** The format that a faithful profile rounds to after every step. */
  readonly dtype: FloatDType;
  readonly rounding: Rounding;
  /** The base; zeros where there is none. Read only. */
  readonly base: Pointer;
  /** Operand i at `operands + i * stride`: the models' changes from the base, or their values. Read only. */
  readonly operands: Pointer;
  readonly models: number;
  /** Further values beside the models, `extras + i * stride`: Fisher diagonals. Read only. */
  readonly extras: Pointer;
  /** As many blocks as there are models, and one more, to be used at will: `work + i * stride`. */
  readonly work: Pointer;
  readonly stride: number;
  /** Where the rule leaves its result: the change to be added to the base, or the value itself. */
  readonly merged: Pointer;
}

/** What a rule did to one block. */
export interface BlockOutcome {
  /** Elements of each model that took part, where the rule leaves some out. */
  readonly kept?: readonly number[];
  /** A figure of each model to be added up over the layer: how much it counts. */
  readonly sums?: readonly number[];
  /** Where the values are whose signs conflict or agree: the operands, or what the rule left of them in `work`. */
  readonly counted?: 'operands' | 'work';
}

/** The elements that share their statistics: a tensor, or all of a model. */
export interface GroupSize {
  readonly elements: number;
  readonly models: number;
  /** Name of the tensor; of the first one where there are several. */
  readonly name: string;
}

/**
 * A reading of a whole group before it is merged. `P`, `F` and `M` are plain data, for they go to workers and back.
 * Each chunk is measured in a worker, blocks in order; the parts are joined in the order of chunks.
 */
export interface Pass<P, F, M> {
  /** Whether these parameters need it; default yes. */
  needed?(parameters: P): boolean;
  start(models: number, parameters: P, found: F): M;
  /** Called in the worker before the first block of a chunk and after the last: for what is collected in its memory. */
  begin?(space: Workspace): void;
  end?(space: Workspace, measured: M): void;
  look(space: Workspace, block: Block, parameters: P, found: F, measured: M): void;
  join(total: M, part: M): M;
  finish(total: M, group: GroupSize, parameters: P, found: F): F;
}

/**
 * A way of merging that works element by element once some statistics of the whole group are known. The same whatever
 * the chunks and threads.
 */
export interface Rule<P = unknown, F = unknown> {
  readonly name: string;
  /** What the blocks hold under each rounding. */
  readonly operand: Readonly<Record<Rounding, 'changes' | 'values'>>;
  /** What is known before any pass. */
  readonly nothing: F;
  readonly passes: readonly Pass<P, F, unknown>[];
  /** What a chunk needs of it; default all. */
  forChunk?(found: F, chunk: number): F;
  merge(space: Workspace, block: Block, parameters: P, found: F): BlockOutcome;
  /** Figures of a tensor for the report. */
  details?(found: F, parameters: P, tensor: string): Readonly<Record<string, number>>;
  /** Figures of a whole group for the report: of the model, where the scope is that. */
  totals?(found: F, parameters: P): Readonly<Record<string, number>>;
}

/** Declares a pass without losing the type of what it measures. */
export function definePass<P, F, M>(pass: Pass<P, F, M>): Pass<P, F, unknown> {
  const { end } = pass;
  return {
    ...(pass.begin === undefined ? {} : { begin: pass.begin }),
    ...(end === undefined ? {} : { end: (space, measured) => end(space, measured as M) }),
    ...(pass.needed === undefined ? {} : { needed: pass.needed }),
    start: pass.start,
    // The engine hands back nothing but what `start` and `join` of this very pass gave.
    look: (space, block, parameters, found, measured) => pass.look(space, block, parameters, found, measured as M),
    join: (total, part) => pass.join(total as M, part as M),
    finish: (total, group, parameters, found) => pass.finish(total as M, group, parameters, found),
  };
}
