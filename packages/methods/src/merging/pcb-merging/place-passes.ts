import type { Pointer } from '@offprint/numerics';
import { type Block, definePass, type Pass } from '../../checkpoints/rule.ts';
import { bytes, type Workspace } from '../../checkpoints/workspace.ts';

/** A number of one model, by its place in ascending order. */
export interface Placed {
  readonly value: number;
  /** How many numbers of the group are the same. */
  readonly equal: number;
}

/** The upper half of a number's key, and how many numbers of the group lie below that half. */
interface Half {
  readonly half: number;
  readonly below: number;
}

export interface Places {
  /** `numbers[model][which]` */
  readonly numbers: readonly (readonly Placed[])[];
  /** What is known between the two passes. */
  readonly halves: readonly (readonly Half[])[];
}

export const noPlaces: Places = { numbers: [], halves: [] };

export interface PlaceSearch<P, F> {
  /** Where the first model's numbers of a block are; the others follow `block.stride` bytes apart. */
  numbersOf(space: Workspace, block: Block, parameters: P, found: F): Pointer;
  /** Whether it is their magnitudes that are put in order. */
  readonly magnitudes: boolean;
  /** Two places in ascending order, from 0. */
  placesOf(parameters: P, elements: number): readonly [number, number];
  get(found: F): Places;
  set(found: F, places: Places): F;
}

const halves = 2 ** 16;

/** Sizes of groups beyond 2^32 fit too. */
const counters = (): Float64Array => new Float64Array(halves);

/**
 * Two passes that find numbers of each model by their places, exactly and without sorting: bits of a float32, the lower
 * ones turned round where it is negative, order as the numbers do. First the upper 16 bits, then the lower. O(elements).
 */
export function placePasses<P, F>(search: PlaceSearch<P, F>): readonly Pass<P, F, unknown>[] {
  const mask = search.magnitudes ? 0x7fffffff : -1;
  const bitsOf = (space: Workspace, block: Block, first: Pointer, model: number): Int32Array => {
    const { buffer, byteOffset } = bytes(space, first + model * block.stride, 4 * block.count);
    return new Int32Array(buffer, byteOffset, block.count);
  };
  const upper = definePass<P, F, Float64Array[]>({
    start: (models) => Array.from({ length: models }, counters),
    look(space, block, parameters, found, measured) {
      const first = search.numbersOf(space, block, parameters, found);
      for (const [model, counter] of measured.entries()) {
        const bits = bitsOf(space, block, first, model);
        for (let i = 0; i < bits.length; i++) counter[keyOf(bits[i] & mask) >>> 16]++;
      }
    },
    join: (total, part) => total.map((counter, model) => added(counter, part[model])),
    finish: (total, { elements }, parameters, found) =>
      search.set(found, {
        numbers: [],
        halves: total.map((counter) =>
          search.placesOf(parameters, elements).map((place): Half => {
            const { at, below } = placeIn(counter, place);
            return { half: at, below };
          }),
        ),
      }),
  });
  const lower = definePass<P, F, [Float64Array, Float64Array][]>({
    start: (models) => Array.from({ length: models }, () => [counters(), counters()]),
    look(space, block, parameters, found, measured) {
      const first = search.numbersOf(space, block, parameters, found);
      for (const [model, [low, high]] of measured.entries()) {
        const [lowHalf, highHalf] = search.get(found).halves[model].map(({ half }) => half);
        const bits = bitsOf(space, block, first, model);
        for (let i = 0; i < bits.length; i++) {
          const key = keyOf(bits[i] & mask);
          if (key >>> 16 === lowHalf) low[key & 0xffff]++;
          if (key >>> 16 === highHalf) high[key & 0xffff]++;
        }
      }
    },
    join: (total, part) => total.map(([low, high], model) => [added(low, part[model][0]), added(high, part[model][1])]),
    finish(total, { elements }, parameters, found) {
      const places = search.placesOf(parameters, elements);
      return search.set(found, {
        halves: [],
        numbers: search.get(found).halves.map((some, model) =>
          some.map(({ half, below }, which): Placed => {
            const counter = total[model][which];
            const { at } = placeIn(counter, places[which] - below);
            return { value: numberOf(half * halves + at), equal: counter[at] };
          }),
        ),
      });
    },
  });
  return [upper, lower];
}

/** An integer from 0 up that orders as the number with these bits does. */
function keyOf(bits: number): number {
  return (bits ^ ((bits >> 31) | 0x80000000)) >>> 0;
}

function numberOf(key: number): number {
  const bits = key >= 0x80000000 ? key - 0x80000000 : ~key;
  return new Float32Array(Int32Array.of(bits).buffer)[0];
}

function added(total: Float64Array, part: Float64Array): Float64Array {
  for (let i = 0; i < total.length; i++) total[i] += part[i];
  return total;
}

/** The counter in which that place is, and how many come before it. */
function placeIn(counter: Float64Array, place: number): { readonly at: number; readonly below: number } {
  let below = 0;
  for (let at = 0; at < counter.length; at++) {
    if (below + counter[at] > place) return { at, below };
    below += counter[at];
  }
  throw new RangeError(`There is no place ${place} among ${below} numbers.`);
}
