import type { MergeMeasure } from '@offprint/methods/browser';

/** What one merge did to the parameters, as one row of the comparison. Null: the method does not report it. */
export interface MergeFigures {
  /** Euclidean norm of the merged change. */
  readonly norm: number | null;
  /** Share of the changed parameters that models pull in both directions. */
  readonly conflicts: number | null;
  /** Share of each model's parameters that count in the merge, mean over the models. */
  readonly kept: number | null;
  /** To each model. */
  readonly distances: readonly number[] | null;
  /** With the change of each model. */
  readonly cosines: readonly (number | null)[] | null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** All the numbers, or null if one of them is not there. */
function allNumbers(values: readonly unknown[]): readonly number[] | null {
  return values.length > 0 && values.every(isNumber) ? values : null;
}

/**
 * Reads the report of a method that merges models, whatever else it holds.
 * @param measure what was measured on the merged model itself; it goes before what the method reports
 * @param reference what the changes of the comparison are from; figures of changes from anything else are left out
 */
export function mergeFigures(
  data: unknown,
  measure: MergeMeasure | null,
  reference: 'base' | 'first model',
): MergeFigures {
  const report = isRecord(data) ? data : {};
  const comparable = (report['reference'] ?? reference) === reference;
  const models = (Array.isArray(report['models']) ? report['models'] : []).filter(isRecord);
  const { touched, divided, counted, mergedNorm } = report;
  const kept = allNumbers(models.map((model) => model['kept']));
  return {
    norm: measure?.norm ?? (comparable && isNumber(mergedNorm) ? mergedNorm : null),
    conflicts: comparable && isNumber(touched) && isNumber(divided) && touched > 0 ? divided / touched : null,
    kept:
      kept !== null && isNumber(counted) && counted > 0
        ? kept.reduce((sum, count) => sum + count, 0) / (kept.length * counted)
        : null,
    distances: measure?.distances ?? allNumbers(models.map((model) => model['distance'])),
    cosines: measure?.cosines ?? (comparable ? cosinesOf(report['gram']) : null),
  };
}

/** Of inner products of changes, the merged one last: its cosine with each of the others. */
function cosinesOf(gram: unknown): readonly (number | null)[] | null {
  if (!Array.isArray(gram) || gram.length < 2) return null;
  const rows = gram.map((row: unknown) => (Array.isArray(row) ? allNumbers(row) : null));
  const merged = rows.at(-1);
  if (merged === null || merged === undefined || merged.length !== rows.length) return null;
  const own = merged.at(-1) ?? 0;
  return rows.slice(0, -1).map((row, model) => {
    const squares = own * (row?.[model] ?? 0);
    return squares > 0 ? (merged[model] ?? 0) / Math.sqrt(squares) : null;
  });
}
