import { recogniseChain } from './chain.ts';
import type { Network } from './network.ts';
import { recogniseResidual } from './residual.ts';
import { type HeadCounts, recogniseTransformer } from './transformer.ts';

export type Shapes = ReadonlyMap<string, readonly number[]>;

export interface Wishes {
  /** Heads of the attention layers; null if nothing is known of them. */
  readonly heads: HeadCounts | null;
  /** Whether the residual stream of a transformer is to be permuted too. */
  readonly stream: boolean;
}

/** A network, or why the names and shapes of its tensors do not tell what it is. */
export type Recognised = Network | { readonly reason: string };

/**
 * Finds the architecture of a network from the names and shapes of its tensors alone. Every tensor must have its place
 * in it: one that is not understood might belong to units that are moved.
 */
export function recognise(shapes: Shapes, wishes: Wishes): Recognised {
  const names = [...shapes.keys()];
  if (names.some((name) => /(^|\.)(h|layers|layer)\.\d+\.(attn|self_attn|attention)\./.test(name))) {
    return recogniseTransformer(shapes, wishes);
  }
  if (names.some((name) => /(^|\.)layer\d+\.\d+\.conv\d/.test(name))) return recogniseResidual(shapes);
  return recogniseChain(shapes);
}
