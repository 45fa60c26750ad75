import { linearAssignment } from '@offprint/numerics';
import type { Permutation } from './permutation.ts';
import type { Attention, Part, Specification } from './specification.ts';
import { gains, type Matmul, type TensorPairs } from './unfold.ts';

type Heads = Extract<Permutation, { kind: 'attention' }>;

/** How one head of keys of a would be paired with one of b. */
interface Pairing {
  readonly gain: number;
  readonly queries: Int32Array;
  readonly keys: Int32Array;
  readonly values: Int32Array;
}

/** Rounds of pairing queries and insides in turn where heads share keys; most end after two. */
const rounds = 6;

/**
 * The best order of the heads of one attention layer, all else as it is: every head of a is paired with every head of b,
 * inside of both as well as it goes, and the heads are then assigned by what that gains. Exact where no queries share
 * keys; else the order of shared queries and the order inside are improved in turn, never below the present order.
 */
export function matchAttention(
  pairs: TensorPairs,
  specification: Specification,
  permutations: readonly Permutation[],
  index: number,
  algebra: Matmul,
): { readonly permutation: Heads; readonly before: number; readonly after: number } {
  const group = specification.groups[index] as Attention;
  const present = permutations[index] as Heads;
  const { heads, queries, inner, rotary } = group;
  const gainsOf = (part: Part, grouped: number): Float64Array =>
    gains(pairs, specification, permutations, { group: index, part, grouped }, algebra);
  const products: Products = {
    group,
    query: gainsOf('query', rotary ? inner : 1),
    key: gainsOf('key', rotary ? inner : 1),
    value: gainsOf('value', 1),
    output: gainsOf('output', 1),
  };
  const table = new Float64Array(heads * heads);
  const best: Pairing[] = [];
  let before = 0;
  for (let a = 0; a < heads; a++) {
    for (let b = 0; b < heads; b++) {
      const isPresent = present.heads[a] === b;
      const stretch = (all: Int32Array, size: number): Int32Array => all.slice(a * size, (a + 1) * size);
      const start = isPresent
        ? {
            queries: stretch(present.queries, queries),
            keys: stretch(present.keys, inner),
            values: stretch(present.values, inner),
          }
        : { queries: ascending(queries), keys: ascending(inner), values: ascending(inner) };
      if (isPresent) before += gainOf(products, a, b, start);
      const found = pairHeads(products, a, b, start);
      best.push(found);
      table[a * heads + b] = found.gain;
    }
  }
  const { columnOf, total } = linearAssignment(table, heads, heads, { maximise: true });
  const chosen = [...columnOf].map((b, a) => best[a * heads + b]);
  const joined = (part: 'queries' | 'keys' | 'values'): Int32Array =>
    Int32Array.from(chosen.flatMap((pairing) => [...pairing[part]]));
  const permutation: Heads = {
    kind: 'attention',
    heads: columnOf,
    queries: joined('queries'),
    keys: joined('keys'),
    values: joined('values'),
  };
  return { permutation, before, after: total };
}

const ascending = (size: number): Int32Array => Int32Array.from({ length: size }, (_, at) => at);

/** Inner products of all numbers of a with all of b; of queries and keys, of whole heads where they turn. */
interface Products {
  readonly group: Attention;
  readonly query: Float64Array;
  readonly key: Float64Array;
  readonly value: Float64Array;
  readonly output: Float64Array;
}

type Orders = Omit<Pairing, 'gain'>;

function gainOf(products: Products, a: number, b: number, orders: Orders): number {
  const { inner, rotary } = products.group;
  const alongKeys = rotary
    ? turningKeys(products, a, b, orders.queries)
    : along(insideKeys(products, a, b, orders.queries), inner, orders.keys);
  return alongKeys + along(insideValues(products, a, b, orders.queries), inner, orders.values);
}

function pairHeads(products: Products, a: number, b: number, start: Orders): Pairing {
  const { queries, inner, rotary } = products.group;
  let orders = start;
  let gain = gainOf(products, a, b, orders);
  for (let round = 0; round < rounds; round++) {
    const order = queries === 1 ? orders.queries : assign(betweenQueries(products, a, b, orders), queries);
    const next = {
      queries: order,
      keys: rotary ? orders.keys : assign(insideKeys(products, a, b, order), inner),
      values: assign(insideValues(products, a, b, order), inner),
    };
    const after = gainOf(products, a, b, next);
    if (!(after > gain)) break;
    orders = next;
    gain = after;
    if (queries === 1) break;
  }
  return { gain, ...orders };
}

function assign(table: Float64Array, size: number): Int32Array {
  return linearAssignment(table, size, size, { maximise: true }).columnOf;
}

function along(table: Float64Array, size: number, order: Int32Array): number {
  let sum = 0;
  for (let at = 0; at < size; at++) sum += table[at * size + order[at]];
  return sum;
}

/** Gain of each pair of places inside two heads by queries and keys, the queries that share keys in this order. */
function insideKeys({ group, query, key }: Products, a: number, b: number, order: Int32Array): Float64Array {
  const { heads, queries, inner } = group;
  const sum = new Float64Array(inner * inner);
  addBlock(sum, key, heads * inner, a * inner, b * inner, inner);
  for (let s = 0; s < queries; s++) {
    addBlock(sum, query, heads * queries * inner, (a * queries + s) * inner, (b * queries + order[s]) * inner, inner);
  }
  return sum;
}

function insideValues({ group, value, output }: Products, a: number, b: number, order: Int32Array): Float64Array {
  const { heads, queries, inner } = group;
  const sum = new Float64Array(inner * inner);
  addBlock(sum, value, heads * inner, a * inner, b * inner, inner);
  for (let s = 0; s < queries; s++) {
    addBlock(sum, output, heads * queries * inner, (a * queries + s) * inner, (b * queries + order[s]) * inner, inner);
  }
  return sum;
}

/** The same by queries and keys that keep their order inside. */
function turningKeys({ group, query, key }: Products, a: number, b: number, order: Int32Array): number {
  const { heads, queries } = group;
  let sum = key[a * heads + b];
  for (let s = 0; s < queries; s++) sum += query[(a * queries + s) * heads * queries + b * queries + order[s]];
  return sum;
}

/** Gain of each pair of queries that share the keys of two heads, the insides in their present order. */
function betweenQueries({ group, query, output }: Products, a: number, b: number, orders: Orders): Float64Array {
  const { heads, queries, inner, rotary } = group;
  const table = new Float64Array(queries * queries);
  const side = heads * queries * inner;
  for (let s = 0; s < queries; s++) {
    for (let t = 0; t < queries; t++) {
      const [row, column] = [a * queries + s, b * queries + t];
      let sum = rotary ? query[row * heads * queries + column] : 0;
      for (let at = 0; at < inner; at++) {
        const line = (row * inner + at) * side + column * inner;
        if (!rotary) sum += query[line + orders.keys[at]];
        sum += output[line + orders.values[at]];
      }
      table[s * queries + t] = sum;
    }
  }
  return table;
}

function addBlock(
  sum: Float64Array,
  table: Float64Array,
  side: number,
  row: number,
  column: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) sum[i * size + j] += table[(row + i) * side + column + j];
  }
}
