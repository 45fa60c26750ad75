import { alignmentOf, barriersOf, type MatchingReport } from './report.ts';

export const shown = (value: number): string => value.toFixed(2);
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** What a report shows, as one sentence. Says nothing that the numbers do not carry. */
export function findingOf(report: MatchingReport): string {
  const { objective, distance } = report;
  if (!report.done) {
    if (report.curve !== null) return 'The networks between the two are being tried';
    return objective.length > 0 ? 'The units are matched' : 'The units are being matched';
  }
  if (distance?.before === 0) return 'The two networks are equal';
  const barriers = barriersOf(report);
  if (barriers !== null) return barrierWords(barriers);
  const nearer = distance === null ? 0 : 1 - distance.after / distance.before;
  if (distance?.after === 0) return 'The second network is the first with its units in another order';
  if (report.groups.every(({ units, fixed }) => units === fixed)) return 'No unit found a better place';
  const alignment = alignmentOf(report);
  const aligned =
    alignment === null || alignment.after <= alignment.before
      ? ''
      : `; its large singular vectors align to ${shown(alignment.after)}, from ${shown(alignment.before)}`;
  return `In the new order the second network lies ${percent(nearer)} nearer to the first${aligned}`;
}

function barrierWords({ before, after }: { readonly before: number; readonly after: number }): string {
  if (before < 0.005) return 'The loss between the two networks does not rise, whatever the order of the units';
  if (after < 0.005) {
    return `Between the two networks the loss rises by ${shown(before)}; with the units in order it no longer does`;
  }
  if (after < before) {
    return `Between the two networks the loss rises by ${shown(before)}; with the units in order, by ${shown(after)}`;
  }
  return `Matching does not flatten the way: the loss between rises by ${shown(before)} before and ${shown(after)} after`;
}
