import { linearAssignment } from '@offprint/numerics';
import { matchAttention } from './match-attention.ts';
import { identityOf, type Permutation } from './permutation.ts';
import type { Group, Specification } from './specification.ts';
import { applyTo, gains, innerProduct, type Matmul, pairOf, type TensorPairs } from './unfold.ts';
import { matchWide } from './wide.ts';

/** A sweep that gains less than this, relative to what is there, gains nothing: it is rounding. */
const leastGain = 1e-12;

export interface MatchOptions {
  /** Most sweeps over all groups. */
  readonly sweeps: number;
  /** The order of the groups in a sweep, as indices into those matched. */
  order(sweep: number, groups: number): readonly number[];
  readonly algebra: Matmul;
  /** Groups with more units than this are matched greedily. */
  readonly widest: number;
  /** Called after each group; may throw to stop. */
  step?(sweep: number): Promise<void> | void;
}

export interface Matched {
  /** For every group of the specification, those that were not matched in their own order. */
  readonly permutations: readonly Permutation[];
  /** Sum of the products of a with b in its order, at the start and after each sweep; never falls. */
  readonly objective: readonly number[];
  /** The order of the groups in each sweep, the last being the one without gain. */
  readonly orders: readonly (readonly number[])[];
  /** How much exact assignments could at most have gained over the greedy ones, each when it was last made. */
  readonly gap: number;
}

/**
 * Weight matching: makes Σ ⟨a, π(b)⟩ over all tensors large, and ‖a - π(b)‖ small with it, by coordinate descent. From
 * the order that b has, one group after another is given its best order, all others as they are, until a sweep gains
 * nothing. S. Ainsworth, J. Hayase, S. Srinivasa, "Git Re-Basin" (ICLR 2023), algorithm 1.
 *
 * An order is only taken where it gains, so the objective never falls.
 * @param groups indices of the groups to match
 */
export async function match(
  pairs: TensorPairs,
  specification: Specification,
  groups: readonly number[],
  options: MatchOptions,
): Promise<Matched> {
  const permutations = specification.groups.map(identityOf);
  const objective = [objectiveOf(pairs, specification, permutations)];
  const orders: (readonly number[])[] = [];
  /** What each group may still miss, and how many orders had changed in all when it was last given its best. */
  const gaps = new Map<number, number>();
  const settled = new Map<number, number>();
  let changes = 0;
  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    const order = options.order(sweep, groups.length);
    orders.push(order);
    let gained = false;
    for (const at of order) {
      const group = groups[at];
      // Nothing else has changed since, so its best order is still the same.
      if (settled.get(group) === changes) continue;
      const found = matchGroup(pairs, specification, permutations, group, options);
      gaps.set(group, found.gap);
      if (found.after > found.before + leastGain * Math.max(1, Math.abs(found.before))) {
        permutations[group] = found.permutation;
        gained = true;
        changes++;
      }
      if (isSettledAtOnce(specification.groups[group])) settled.set(group, changes);
      await options.step?.(sweep);
    }
    objective.push(objectiveOf(pairs, specification, permutations));
    if (!gained) break;
  }
  return { permutations, objective, orders, gap: [...gaps.values()].reduce((sum, gap) => sum + gap, 0) };
}

/** Whether its order is the best as soon as it is found; shared queries may be improved again from where they are. */
function isSettledAtOnce(group: Group): boolean {
  return group.kind === 'units' || group.queries === 1;
}

export interface GroupMatch {
  readonly permutation: Permutation;
  /** What the pairs of the group are worth, in the present order and in the one found. */
  readonly before: number;
  readonly after: number;
  /** At most so much more would be possible; 0 where the assignment is exact. */
  readonly gap: number;
}

function matchGroup(
  pairs: TensorPairs,
  specification: Specification,
  permutations: readonly Permutation[],
  index: number,
  { algebra, widest }: MatchOptions,
): GroupMatch {
  const group = specification.groups[index];
  const present = permutations[index];
  if (group.kind === 'attention' || present.kind === 'attention') {
    return { ...matchAttention(pairs, specification, permutations, index, algebra), gap: 0 };
  }
  if (group.size > widest) return matchWide(pairs, specification, permutations, index, algebra);
  const table = gains(pairs, specification, permutations, { group: index, part: 'units' }, algebra);
  const { columnOf, total } = linearAssignment(table, group.size, group.size, { maximise: true });
  let before = 0;
  for (const [unit, other] of present.units.entries()) before += table[unit * group.size + other];
  return { permutation: { kind: 'units', units: columnOf }, before, after: total, gap: 0 };
}

export function objectiveOf(
  pairs: TensorPairs,
  { groups, axes }: Specification,
  permutations: readonly Permutation[],
): number {
  let sum = 0;
  for (const tensor of pairs.keys()) {
    const { shape, a, b } = pairOf(pairs, tensor);
    sum += innerProduct(a, applyTo(b, shape, axes[tensor] ?? [], groups, permutations));
  }
  return sum;
}
