/** Sentences about where models lie, for the findings of several methods. */
import type { MergeReport } from '../merge-report.ts';
import { anglesOf, angleWords } from './plane.ts';

/** A difference between distances below this, relative to the larger, is not worth a word. */
const noticeable = 0.05;

/** How the task vectors lie to each other; empty where there is no pair of them. */
export function directionWords(report: MergeReport): string {
  const angles = anglesOf(report);
  if (angles.length === 0) return '';
  const mean = angles.reduce((sum, angle) => sum + angle, 0) / angles.length;
  const words = angleWords(angles);
  if (mean < 30) return `The task vectors point nearly the same way (${words})`;
  if (mean < 75) return `The task vectors share a direction (${words})`;
  if (mean <= 105) return `The task vectors stand nearly at right angles (${words})`;
  return `The task vectors pull apart (${words})`;
}

/** A file's name without its ending. */
export function plainName(name: string): string {
  return name.replace(/\.safetensors$/i, '');
}

/** Which model the merged one lies nearest to; or that it lies as far from all. */
export function nearestWords({ models }: MergeReport): string {
  if (models.length < 2) return '';
  const distances = models.map(({ distance }) => distance);
  const [least, most] = [Math.min(...distances), Math.max(...distances)];
  if (most - least <= noticeable * most)
    return `the merged model lies as far from ${models.length === 2 ? 'one model as from the other' : `each of the ${models.length} models`}`;
  const [nearest, second] = models.toSorted((a, b) => a.distance - b.distance);
  if (second.distance - nearest.distance <= noticeable * second.distance) return '';
  return `the merged model lies nearest to ${plainName(nearest.name)}`;
}

/** Sentences in one, those that are empty left out. */
export function joined(...parts: readonly string[]): string {
  const [first = '', ...rest] = parts.filter((words) => words !== '');
  const start = first.slice(0, 1).toUpperCase() + first.slice(1);
  return [start, ...rest].join('; ');
}

/** How long the merged change is, in mean lengths of the models' changes. */
function lengthOf({ models, mergedNorm }: Pick<MergeReport, 'models' | 'mergedNorm'>): number {
  const mean = models.reduce((sum, { norm }) => sum + norm, 0) / models.length;
  return mean === 0 ? 0 : mergedNorm / mean;
}

/** `0.62 times as long as theirs`. */
export function lengthWords(report: MergeReport): string {
  const length = lengthOf(report);
  if (length === 0) return 'no parameter changes';
  const rounded = Number(length.toPrecision(2));
  return `the merged change is ${rounded === 1 ? 'about as long' : `${rounded} times as long`} as theirs`;
}

/** Tenths of a whole in words: `One in ten`, `Nearly all`. */
export function tenthsWords(share: number): string {
  const tenths = ['', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];
  const rounded = Math.round(10 * share);
  if (share === 1) return 'All';
  if (rounded === 10) return 'Nearly all';
  if (rounded === 0) return share === 0 ? 'None' : 'Fewer than one in twenty';
  return rounded === 5 ? 'Half' : `${tenths[rounded]} in ten`;
}

/** What stays of the models' changes: `Three in ten changes stay`. */
export function keptWords({ models, parameters }: MergeReport): string {
  const kept = models.reduce((sum, model) => sum + (model.kept ?? parameters), 0);
  const words = tenthsWords(kept / Math.max(1, parameters * models.length));
  if (words === 'One in ten') return 'One in ten changes stays';
  return words === 'Half'
    ? 'Half of the changes stay'
    : `${words} changes stay`.replace('All changes', 'All the changes');
}
