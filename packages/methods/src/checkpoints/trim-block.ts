import type { Pointer } from '@offprint/numerics';
import type { RankCut } from './rank-passes.ts';
import type { Workspace } from './workspace.ts';

/**
 * Sets to 0, in place, what does not count among the largest; uses up the cut's budget. Returns how many stay. Zeros
 * have nothing to give: a cut of 0 counts as the smallest magnitude.
 */
export function keepLargest(space: Workspace, x: Pointer, count: number, cut: RankCut): number {
  const { kernels } = space;
  if (cut.key === 0) return kernels.trim(x, 1, count);
  if (cut.budget >= cut.equal) return kernels.trim(x, cut.key, count);
  if (cut.budget === 0) return kernels.trim(x, cut.key + 1, count);
  const tied = kernels.collect(x, count, cut.key, cut.key + 1, space.keys, space.counts);
  const stay = tied <= cut.budget ? kernels.trim(x, cut.key, count) : kernels.trimFirst(x, cut.key, cut.budget, count);
  cut.budget = Math.max(0, cut.budget - tied);
  return stay;
}

/** Sets to 0, in place, what counts among the largest; uses up the cut's budget. */
export function dropLargest(space: Workspace, x: Pointer, count: number, cut: RankCut): void {
  cut.budget -= space.kernels.dropLargest(x, cut.key, cut.budget, count);
}
