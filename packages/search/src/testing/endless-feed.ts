import type { DocumentFeed, IndexedDocument } from '../document.ts';

/** So many ids; each change puts one of them, and every eleventh change deletes one. */
const ids = 60;

/** A database whose state at a change number is the same in every process. */
export function endlessFeed(start: number): DocumentFeed & { advance(by: number): void } {
  let current = start;
  const documentAt = (change: number): IndexedDocument => ({
    id: `paper-${(change * 17) % ids}`,
    title: `Merging models ${change % 5}`,
    body: `Sparse task vectors of change ${change}.`,
    deleted: change % 11 === 0,
    change,
    family: null,
    year: null,
  });
  return {
    advance(by) {
      current += by;
    },
    currentChange: async () => current,
    async changesSince(since) {
      // Every id comes again within so many changes, so no earlier one is the last of any.
      const first = Math.max(since, current - ids) + 1;
      const documents = Array.from({ length: current - first + 1 }, (_, index) => documentAt(first + index));
      return { documents, reached: current, more: false };
    },
  };
}
