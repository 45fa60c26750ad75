/** Rows `from`, `from + 1`, … of a tensor: `count` of them. */
export interface RowRange {
  readonly from: number;
  readonly count: number;
}

/** Rows are taken from so many places of a tensor, so that no corner of it speaks for the whole. */
const PLACES = 4;

/**
 * The rows that a sample takes of a tensor, in ascending order, none twice. It depends on the numbers alone, so that
 * every file gives the same rows.
 *
 * The common rows are cut into equal parts, and each gives what lies in its middle. Of rows beyond the common ones the
 * first are taken, so that two tensors of unlike length stay so.
 *
 * @param rows how many this tensor has
 * @param common the fewest that the tensor of this name has in any file; at most `rows`
 * @param share one row in so many
 * @param least taken in any case, where there are as many
 */
export function sampledRows(rows: number, common: number, share: number, least: number): readonly RowRange[] {
  const wanted = Math.min(common, Math.max(least, Math.round(common / share)));
  const places = Math.min(wanted, PLACES);
  const ranges: RowRange[] = [];
  for (let place = 0; place < places; place++) {
    const start = Math.floor((place * common) / places);
    const end = Math.floor(((place + 1) * common) / places);
    const count = Math.floor(((place + 1) * wanted) / places) - Math.floor((place * wanted) / places);
    ranges.push({ from: start + Math.floor((end - start - count) / 2), count });
  }
  const beyond = Math.ceil((rows - common) / share);
  if (beyond > 0) ranges.push({ from: common, count: beyond });
  return joined(ranges);
}

/** Ranges that touch as one, so that a tensor taken whole is read at once. */
function joined(ranges: readonly RowRange[]): readonly RowRange[] {
  const result: RowRange[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last !== undefined && last.from + last.count === range.from)
      result[result.length - 1] = { from: last.from, count: last.count + range.count };
    else result.push(range);
  }
  return result;
}
