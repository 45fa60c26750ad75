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

/** Counts by half of a key. Of a chunk only those that occur go from thread to thread; sums of groups go beyond 2^32. */
interface Counts {
  /** Of a chunk, by counter: which values occur, and how often. */
  parts: readonly { readonly at: Uint32Array; readonly count: Uint32Array }[];
  /** Of what was joined, by counter. */
  sums: Float64Array[] | null;
}

/** Counters of this thread, for the chunk that is being measured. */
const counters: Uint32Array[] = [];

function clearCounters(wanted: number): void {
  for (const counter of counters) counter.fill(0);
  while (counters.length < wanted) counters.push(new Uint32Array(halves));
}

function occurring(counter: Uint32Array): Counts['parts'][number] {
  const at = new Uint32Array(counter.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0));
  let next = 0;
  for (let half = 0; half < halves; half++) if (counter[half] > 0) at[next++] = half;
  return { at, count: at.map((half) => counter[half]) };
}

function addParts({ parts }: Counts, sums: readonly Float64Array[]): void {
  for (const [index, { at, count }] of parts.entries()) {
    const sum = sums[index];
    for (let i = 0; i < at.length; i++) sum[at[i]] += count[i];
  }
}

/** The sums of counts, of one chunk or of several that were joined. */
function sumsOf(counts: Counts): readonly Float64Array[] {
  if (counts.sums !== null) return counts.sums;
  const sums = counts.parts.map(() => new Float64Array(halves));
  addParts(counts, sums);
  return sums;
}

/** What both passes have in common: `counted` counters for each model. */
function countingPass<P, F>(
  counted: number,
  pass: Pick<Pass<P, F, Counts>, 'finish'> & {
    look(space: Workspace, block: Block, parameters: P, found: F): void;
  },
): Pass<P, F, unknown> {
  return definePass<P, F, Counts>({
    start: () => ({ parts: [], sums: null }),
    begin: ({ room }) => clearCounters(counted * room.models),
    look: pass.look,
    end({ room }, counts) {
      counts.parts = counters.slice(0, counted * room.models).map(occurring);
    },
    join(total, part) {
      const sums = total.sums ?? part.parts.map(() => new Float64Array(halves));
      addParts(part, sums);
      return { parts: [], sums };
    },
    finish: pass.finish,
  });
}

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
  const upper = countingPass<P, F>(1, {
    look(space, block, parameters, found) {
      const first = search.numbersOf(space, block, parameters, found);
      for (let model = 0; model < block.models; model++) {
        const bits = bitsOf(space, block, first, model);
        const counter = counters[model];
        for (let i = 0; i < bits.length; i++) counter[keyOf(bits[i] & mask) >>> 16]++;
      }
    },
    finish: (total, { elements, models }, parameters, found) =>
      search.set(found, {
        numbers: [],
        halves: sumsOf(total)
          .slice(0, models)
          .map((counter) =>
            search.placesOf(parameters, elements).map((place): Half => {
              const { at, below } = placeIn(counter, place);
              return { half: at, below };
            }),
          ),
      }),
  });
  const lower = countingPass<P, F>(2, {
    look(space, block, parameters, found) {
      const first = search.numbersOf(space, block, parameters, found);
      for (let model = 0; model < block.models; model++) {
        const [lowHalf, highHalf] = search.get(found).halves[model].map(({ half }) => half);
        const bits = bitsOf(space, block, first, model);
        const [low, high] = counters.slice(2 * model);
        for (let i = 0; i < bits.length; i++) {
          const key = keyOf(bits[i] & mask);
          const half = key >>> 16;
          if (half === lowHalf) low[key & 0xffff]++;
          if (half === highHalf) high[key & 0xffff]++;
        }
      }
    },
    finish(total, { elements }, parameters, found) {
      const places = search.placesOf(parameters, elements);
      const sums = sumsOf(total);
      return search.set(found, {
        halves: [],
        numbers: search.get(found).halves.map((some, model) =>
          some.map(({ half, below }, which): Placed => {
            const counter = sums[2 * model + which];
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

/** The counter in which that place is, and how many come before it. */
function placeIn(counter: Float64Array, place: number): { readonly at: number; readonly below: number } {
  let below = 0;
  for (let at = 0; at < counter.length; at++) {
    if (below + counter[at] > place) return { at, below };
    below += counter[at];
  }
  throw new RangeError(`There is no place ${place} among ${below} numbers.`);
}
