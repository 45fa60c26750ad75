import { coarseBins, findRank, fineBits, infinityKey } from '@offprint/numerics';
import { definePass, type GroupSize, type Pass } from './rule.ts';
import { type Workspace, words } from './workspace.ts';

/** A magnitude of one model's operand, found by its rank. */
export interface RankCut {
  /** Key of the magnitude: the bits of |x|. `infinityKey` where nothing is as large, 0 where all are. */
  readonly key: number;
  /** How many are just as large in the whole group. */
  readonly equal: number;
  /** Of those as large as the cut, how many count among the largest: the first ones by index. Mutable: it is used up. */
  budget: number;
}

/** What the passes find: `cuts[model][which]`, and how the budgets fall on chunks. */
export interface Ranks {
  readonly cuts: readonly (readonly RankCut[])[];
  /** `equals[chunk][model][which]`: how many of the group's equal magnitudes lie in the chunk. */
  readonly equals: readonly (readonly (readonly number[])[])[];
  /** Coarse bins and what lies above them, between the two passes. */
  readonly places: readonly (readonly Place[])[];
}

interface Place {
  readonly rank: number;
  readonly bin: number;
  readonly above: number;
}

export const noRanks: Ranks = { cuts: [], equals: [], places: [] };

/** Which ranks are wanted of each model: the k-th largest, k from 0 (none) to the number of elements (all). */
export type RanksOf<P> = (parameters: P, group: GroupSize, model: number) => readonly number[];

const width = 2 ** fineBits;

interface Fine {
  /** Counters of one bin for each model and rank; null where the rank is trivial. */
  readonly counters: readonly (readonly (Uint32Array | null)[])[];
  /** For each chunk the keys that occur and how often, by model and rank. */
  readonly chunks: readonly (readonly (readonly ReadonlyMap<number, number>[])[])[];
}

/**
 * Two passes that find magnitudes by rank, exactly and without sorting: upper 16 bits of all keys, then the lower 15 of
 * those in the right bin. Equal magnitudes are told apart by index, first ones counting as larger. O(elements) each.
 */
export function rankPasses<P, F>(
  ranksOf: RanksOf<P>,
  access: { get(found: F): Ranks; set(found: F, ranks: Ranks): F },
): readonly Pass<P, F, unknown>[] {
  const coarse = definePass<P, F, Uint32Array[]>({
    start: (models) => Array.from({ length: models }, () => new Uint32Array(coarseBins)),
    begin: (space) => countersOf(space, space.room.models).fill(0),
    look(space, block) {
      for (let model = 0; model < block.models; model++) {
        const counters = space.counters + model * coarseBins * 4;
        space.kernels.histogram(block.operands + model * block.stride, counters, block.count);
      }
    },
    end(space, measured) {
      const counted = countersOf(space, measured.length);
      for (const [model, counters] of measured.entries()) {
        counters.set(counted.subarray(model * coarseBins, (model + 1) * coarseBins));
      }
    },
    join(total, part) {
      for (const [model, counters] of part.entries()) {
        for (let bin = 0; bin < coarseBins; bin++) total[model][bin] += counters[bin];
      }
      return total;
    },
    finish: (total, group, parameters, found) =>
      access.set(found, {
        ...noRanks,
        places: total.map((counters, model) =>
          ranksOf(parameters, group, model).map((rank): Place => {
            const place = rank > 0 && rank < group.elements ? findRank(counters, rank) : undefined;
            return { rank, bin: place?.bin ?? -1, above: place?.above ?? 0 };
          }),
        ),
      }),
  });
  const fine = definePass<P, F, Fine>({
    start: (_models, _parameters, found) => ({
      counters: access
        .get(found)
        .places.map((places) => places.map(({ bin }) => (bin < 0 ? null : new Uint32Array(width)))),
      chunks: [],
    }),
    look(space, block, _parameters, found, measured) {
      for (const [model, places] of access.get(found).places.entries()) {
        for (const [which, { bin }] of places.entries()) {
          const counters = measured.counters[model][which];
          if (counters === null) continue;
          const low = bin * width;
          const operand = block.operands + model * block.stride;
          const count = space.kernels.collect(operand, block.count, low, low + width, space.keys, space.counts);
          for (const key of words(space, space.keys, count)) counters[key - low]++;
        }
      }
    },
    join: (total, part) => ({
      counters: total.counters.map((models, model) =>
        models.map((counters, which) => {
          const more = part.counters[model][which];
          if (counters === null || more === null) return null;
          for (let key = 0; key < width; key++) counters[key] += more[key];
          return counters;
        }),
      ),
      chunks: [...total.chunks, part.counters.map((models) => models.map(occurring))],
    }),
    finish(total, group, _parameters, found) {
      const { places } = access.get(found);
      // A group that lies in one chunk was never joined.
      const chunks = total.chunks.length > 0 ? total.chunks : [total.counters.map((models) => models.map(occurring))];
      const cuts = places.map((some, model) =>
        some.map((place, which) => cutOf(place, total.counters[model][which], group.elements)),
      );
      const equals = chunks.map((models) =>
        models.map((keys, model) =>
          keys.map(
            (counts, which) => counts.get(cuts[model][which].key - Math.max(0, places[model][which].bin) * width) ?? 0,
          ),
        ),
      );
      return access.set(found, { cuts, equals, places: [] });
    },
  });
  return [coarse, fine];
}

/** The coarse counters of so many models, one after another. */
function countersOf(space: Workspace, models: number): Uint32Array {
  return words(space, space.counters, models * coarseBins);
}

/** The counters that are not 0. */
function occurring(counters: Uint32Array | null): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  counters?.forEach((count, key) => {
    if (count > 0) found.set(key, count);
  });
  return found;
}

function cutOf({ rank, bin, above }: Place, counters: Uint32Array | null, elements: number): RankCut {
  if (rank <= 0) return { key: infinityKey, equal: 0, budget: 0 };
  if (rank >= elements || counters === null) return { key: 0, equal: elements, budget: elements };
  const place = findRank(counters, rank - above);
  if (place === undefined) throw new RangeError('The rank does not lie in its bin.');
  const key = bin * width + place.bin;
  return { key, equal: counters[place.bin], budget: rank - above - place.above };
}

/** The cuts of one chunk: of equal magnitudes, those in earlier chunks come first. Budgets are fresh. */
export function ranksForChunk({ cuts, equals }: Ranks, chunk: number): Ranks {
  return {
    places: [],
    equals: [],
    cuts: cuts.map((some, model) =>
      some.map((cut, which) => {
        const before = equals.slice(0, chunk).reduce((sum, models) => sum + models[model][which], 0);
        return { ...cut, budget: Math.max(0, cut.budget - before) };
      }),
    ),
  };
}
