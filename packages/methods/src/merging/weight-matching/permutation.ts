import type { Axis, Group, Part, Segment } from './specification.ts';
import { lengthOf } from './specification.ts';

/** An order of the units of a group: at each place the index of the unit of b that comes there. */
export type Permutation =
  | { readonly kind: 'units'; readonly units: Int32Array }
  | {
      readonly kind: 'attention';
      /** Heads of keys and values. */
      readonly heads: Int32Array;
      /** For each head of keys, the order of its query heads among themselves. */
      readonly queries: Int32Array;
      /** For each head of keys, the order inside of queries and keys. */
      readonly keys: Int32Array;
      /** For each head of keys, the order inside of values and inputs of the output projection. */
      readonly values: Int32Array;
    };

export function identityOf(group: Group): Permutation {
  if (group.kind === 'units') return { kind: 'units', units: count(1, group.size) };
  const { heads, queries, inner } = group;
  return {
    kind: 'attention',
    heads: count(1, heads),
    queries: count(heads, queries),
    keys: count(heads, inner),
    values: count(heads, inner),
  };
}

/** 0, 1, … length - 1, so many times. */
function count(times: number, length: number): Int32Array {
  return Int32Array.from({ length: times * length }, (_, at) => at % length);
}

/** At each place of that part of a group the index of the number of b that comes there. */
export function placesOf(group: Group, permutation: Permutation, part: Part): Int32Array {
  if (permutation.kind === 'units' || group.kind === 'units') {
    return permutation.kind === 'units' ? permutation.units : new Int32Array(0);
  }
  const { heads, queries, inner } = group;
  const within = part === 'query' || part === 'key' ? permutation.keys : permutation.values;
  const shared = part === 'query' || part === 'output' ? queries : 1;
  const places = new Int32Array(heads * shared * inner);
  let at = 0;
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < shared; query++) {
      const from = permutation.heads[head] * shared + (shared === 1 ? 0 : permutation.queries[head * queries + query]);
      for (let place = 0; place < inner; place++) places[at++] = from * inner + within[head * inner + place];
    }
  }
  return places;
}

/** At each place of an axis the index of b that comes there; null where all stay. */
export function mapOf(
  axis: Axis,
  groups: readonly Group[],
  permutations: readonly Permutation[],
  except?: number,
): Int32Array | null {
  if (axis === null || axis.every(({ group }) => group === except)) return null;
  const map = new Int32Array(axis.reduce((sum, segment) => sum + lengthOf(groups, segment), 0));
  let start = 0;
  for (const segment of axis) {
    const places = placesOf(groups[segment.group], permutations[segment.group], segment.part);
    fillSegment(map, start, segment, segment.group === except ? places.map((_, at) => at) : places);
    start += lengthOf(groups, segment);
  }
  return map.every((from, to) => from === to) ? null : map;
}

function fillSegment(map: Int32Array, start: number, { outer, inner }: Segment, places: Int32Array): void {
  let at = start;
  for (let block = 0; block < outer; block++) {
    for (const from of places) {
      for (let k = 0; k < inner; k++) map[at++] = start + (block * places.length + from) * inner + k;
    }
  }
}

/** How many units of a group stay where they are; of an attention layer, numbers of the value part. */
export function fixedPoints(
  group: Group,
  permutation: Permutation,
): { readonly units: number; readonly fixed: number } {
  const places = placesOf(group, permutation, 'value');
  return { units: places.length, fixed: places.filter((from, to) => from === to).length };
}

/** Any numbers, or the bytes of any number format as words of its size. */
export type Numbers = Float64Array | Float32Array | BigUint64Array | Uint32Array | Uint16Array | Uint8Array;

/** The tensor with `maps[axis][i]` of each axis at place i; the tensor itself where every map is null. */
export function permuteAxes<T extends Numbers>(
  tensor: T,
  shape: readonly number[],
  maps: readonly (Int32Array | null)[],
): T {
  let current = tensor;
  maps.forEach((map, axis) => {
    if (map !== null) current = permuteAxis(current, shape, axis, map);
  });
  return current;
}

function permuteAxis<T extends Numbers>(tensor: T, shape: readonly number[], axis: number, map: Int32Array): T {
  const length = shape[axis];
  const after = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const before = tensor.length / Math.max(1, length * after);
  const out = tensor.slice() as T;
  for (let block = 0; block < before; block++) {
    const base = block * length * after;
    for (let place = 0; place < length; place++) {
      const to = base + place * after;
      const from = base + map[place] * after;
      if (after === 1) out[to] = tensor[from];
      else out.set(tensor.subarray(from, from + after) as never, to);
    }
  }
  return out;
}
