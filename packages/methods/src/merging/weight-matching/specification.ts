/**
 * Which units of a network may change places, and on which axes of which tensors they lie. Units that share a name
 * change places together; all axes of one name must, or the network computes something else.
 */

/** Units that one permutation puts into order. */
export type Group = Units | Attention;

export interface Units {
  readonly kind: 'units';
  readonly name: string;
  readonly size: number;
}

/**
 * The heads of one attention layer. Key and value heads change places as wholes, each with the query heads that use it;
 * so do the query heads of one key head; inside a head, queries and keys change places together, and so do values and
 * the inputs of the output projection.
 */
export interface Attention {
  readonly kind: 'attention';
  readonly name: string;
  /** Heads of keys and values. */
  readonly heads: number;
  /** Heads of queries for each head of keys; 1 unless they share keys. */
  readonly queries: number;
  /** Numbers in a head. */
  readonly inner: number;
  /** Rotary positions turn pairs of numbers at speeds of their own: then queries and keys keep their order in a head. */
  readonly rotary: boolean;
}

export type Part = 'units' | 'query' | 'key' | 'value' | 'output';

/** A stretch of an axis: `outer` times all units of a group, each with `inner` numbers that stay together. */
export interface Segment {
  readonly group: number;
  readonly part: Part;
  readonly outer: number;
  readonly inner: number;
}

/** The stretches of an axis one after another; null where nothing moves. */
export type Axis = readonly Segment[] | null;

/** Plain data: it goes to the workers. Tensors without an entry stay as they are. */
export interface Specification {
  readonly groups: readonly Group[];
  readonly axes: Readonly<Record<string, readonly Axis[]>>;
}

/** How many units of a group lie on an axis as that part. */
export function sizeOf(group: Group, part: Part): number {
  if (group.kind === 'units') return group.size;
  const { heads, queries, inner } = group;
  return part === 'query' || part === 'output' ? heads * queries * inner : heads * inner;
}

export function lengthOf(groups: readonly Group[], { group, part, outer, inner }: Segment): number {
  return outer * sizeOf(groups[group], part) * inner;
}

/** The groups that lie on an axis of a tensor, each once. */
export function groupsOf(axes: readonly Axis[]): number[] {
  return [...new Set(axes.flatMap((axis) => (axis ?? []).map(({ group }) => group)))];
}

/** Groups that share no tensor can be matched one after another. Each list of groups is in ascending order. */
export function componentsOf({ groups, axes }: Specification): number[][] {
  const parent = groups.map((_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) at = parent[at];
    return at;
  };
  for (const list of Object.values(axes)) {
    const [first, ...rest] = groupsOf(list);
    for (const other of rest) {
      const [a, b] = [root(first), root(other)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return [...Map.groupBy(groups.keys(), root).values()];
}
