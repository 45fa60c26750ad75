import type { Specification } from '../specification.ts';
import type { Floats } from '../unfold.ts';

/** A network whose architecture is known. Plain data: it goes to the workers. */
export interface Network {
  /** `perceptron of 3 layers` */
  readonly title: string;
  readonly specification: Specification;
  /** Parts that can be run, to see that they compute the same in the new order; together the whole network. */
  readonly pieces: readonly Piece[];
  /** What was left as it is, and why: sentences. */
  readonly notes: readonly string[];
}

export type Piece = Chain | Residual | Block;

/** `out-in` as torch keeps linear layers and convolutions, `in-out` as JAX does. */
export type Layout = 'out-in' | 'in-out';

/** A linear layer or a convolution; which of the two its weight's axes say. */
export interface Layer {
  readonly weight: string;
  readonly bias: string | null;
  readonly layout: Layout;
}

/** Batch normalisation has mean and variance from training; layer normalisation takes them from the numbers. */
export interface Norm {
  readonly kind: 'batch' | 'layer' | 'root-mean-square';
  readonly scale: string | null;
  readonly shift: string | null;
  readonly mean: string | null;
  readonly variance: string | null;
}

export interface NormedLayer {
  readonly layer: Layer;
  readonly norm: Norm | null;
}

/** Layers one after another with a rectifier between: a perceptron, or convolutions followed by one. */
export interface Chain {
  readonly kind: 'chain';
  readonly title: string;
  readonly layers: readonly NormedLayer[];
  /** Inputs, or channels of the image. */
  readonly inputs: number;
  /** Height and width at which convolutions are run; 1 where there are none. */
  readonly side: number;
}

/** A convolutional network with shortcuts. */
export interface Residual {
  readonly kind: 'residual';
  readonly title: string;
  readonly stem: NormedLayer;
  readonly blocks: readonly { readonly layers: readonly NormedLayer[]; readonly shortcut: NormedLayer | null }[];
  readonly head: Layer;
  readonly inputs: number;
}

/** One block of a transformer. */
export interface Block {
  readonly kind: 'block';
  readonly title: string;
  readonly width: number;
  /** Norms before attention and perceptron, or after each with its shortcut. */
  readonly order: 'pre' | 'post';
  readonly norms: readonly [Norm, Norm];
  readonly attention: {
    /** Three layers, or one that gives all three one after another. */
    readonly project: readonly Layer[];
    readonly output: Layer;
    readonly heads: number;
    readonly keyHeads: number;
    readonly inner: number;
    readonly rotary: boolean;
    /** Root mean squares of single heads, of queries and of keys. */
    readonly headNorms: readonly [Norm, Norm] | null;
  };
  readonly perceptron: { readonly up: Layer; readonly gate: Layer | null; readonly down: Layer };
  /** A tensor of the block with one axis, that of the residual stream. */
  readonly stream: string;
}

export interface ReadTensor {
  readonly shape: readonly number[];
  readonly values: Floats;
}

export type Read = (name: string) => ReadTensor;

/** The names of all tensors that a piece runs on. */
export function tensorsOf(piece: Piece): string[] {
  const found = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      const isName = ['weight', 'bias', 'scale', 'shift', 'mean', 'variance'].includes(key);
      if (isName && typeof value === 'string') found.add(value);
      visit(value);
    }
  };
  visit(piece);
  return [...found];
}
