import type { Random } from '@offprint/numerics';
import { groupsOf, type Specification } from './specification.ts';

/**
 * The orders of the groups in the sweeps: random ones, as in the authors' code. In the first sweep groups that lie on
 * far more tensors than the others come before these: a residual stream that is looked at after the blocks have been
 * matched along it has no reason to move any more.
 * @param groups indices of the groups that are matched together
 * @returns for each sweep indices into `groups`
 */
export function sweepOrders(
  { axes }: Specification,
  groups: readonly number[],
  random: Random,
): (sweep: number) => number[] {
  const lists = Object.values(axes).map(groupsOf);
  const counts = groups.map((group) => lists.filter((list) => list.includes(group)).length);
  const median = counts.toSorted((one, other) => one - other)[Math.floor((counts.length - 1) / 2)] ?? 0;
  const isStream = (at: number): boolean => counts[at] > 2 * median;
  return (sweep) => {
    const order = Array.from(groups.keys());
    for (let last = order.length - 1; last > 0; last--) {
      const other = random.integer(last + 1);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return sweep > 0 ? order : order.toSorted((one, other) => Number(isStream(other)) - Number(isStream(one)));
  };
}
