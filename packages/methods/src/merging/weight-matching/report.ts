import type { Report, ReportNumber } from '../../method.ts';
import { barrierOf, type Score } from './curve.ts';

export interface GroupReport {
  readonly name: string;
  /** Units, or numbers of the heads of values. */
  readonly units: number;
  /** How many of them stay where they are. */
  readonly fixed: number;
}

/** How the large singular vectors of one layer lie to each other, before and after. */
export interface LayerReport {
  readonly tensor: string;
  readonly rows: number;
  readonly columns: number;
  /** So many first singular vectors were found; null where all were. */
  readonly vectors: number | null;
  /** Large singular values of a and of b. */
  readonly large: readonly [number, number];
  /** Sum of (u_i·u_j)(v_i·v_j) over the large ones. */
  readonly before: number;
  readonly after: number;
}

export interface PictureReport {
  readonly tensor: string;
  readonly side: number;
  /** |u_i·u_j|, rows one after another. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface CurveReport {
  /** Patterns on which every point was tried. */
  readonly examples: number;
  readonly lambdas: readonly number[];
  /** As many as are known so far. */
  readonly before: readonly Score[];
  readonly after: readonly Score[];
}

/** What a run of weight matching found. Parts that are not known yet, or cannot be, are null. */
export interface MatchingReport {
  readonly done: boolean;
  /** `perceptron of 3 layers`, or null where only the specification is known. */
  readonly network: string | null;
  readonly parameters: number;
  readonly groups: readonly GroupReport[];
  /** Groups too wide, which kept their order. */
  readonly left: number;
  /** Sum of ⟨a, π(b)⟩ over the tensors on which units lie: at the start and after each sweep. */
  readonly objective: readonly number[];
  /** What exact assignments could at most have added to it. */
  readonly gap: number;
  /** Euclidean distance of a from b over all tensors, and their norms. */
  readonly distance: { readonly before: number; readonly after: number; readonly a: number; readonly b: number } | null;
  /** Parts of the network that were run in both orders, and the largest relative difference. */
  readonly checked: { readonly pieces: number; readonly difference: number } | null;
  readonly layers: readonly LayerReport[];
  /** Layers whose singular vectors were not compared, being too large or too many. */
  readonly layersSkipped: number;
  readonly picture: PictureReport | null;
  readonly curve: CurveReport | null;
}

/** R of all layers together: their sums by the vectors that could be paired; null where no layer was compared. */
export function alignmentOf({ layers }: MatchingReport): { readonly before: number; readonly after: number } | null {
  const most = layers.reduce((sum, { large }) => sum + Math.min(...large), 0);
  if (most === 0) return null;
  const sum = (key: 'before' | 'after'): number => layers.reduce((total, layer) => total + layer[key], 0) / most;
  return { before: sum('before'), after: sum('after') };
}

/** The rise of the loss between the networks, before and after; null without a whole curve. */
export function barriersOf({ curve }: MatchingReport): { readonly before: number; readonly after: number } | null {
  if (curve === null || curve.after.length < curve.lambdas.length) return null;
  const barrier = (scores: readonly Score[]): number =>
    barrierOf(
      curve.lambdas,
      scores.map(({ loss }) => loss),
    );
  return { before: barrier(curve.before), after: barrier(curve.after) };
}

/** The report of a finished run, with its numbers in the order of the page. */
export function finalReport(data: MatchingReport): Report<MatchingReport> {
  const { groups, objective, distance, checked, curve } = data;
  const units = groups.reduce((sum, group) => sum + group.units, 0);
  const fixed = groups.reduce((sum, group) => sum + group.fixed, 0);
  const numbers: ReportNumber[] = [
    { label: 'Parameters', value: data.parameters },
    { label: 'Units that may change places', value: units },
    { label: 'Units that stay', value: units === 0 ? 0 : (100 * fixed) / units, unit: '%', digits: 1 },
    { label: 'Sweeps', value: objective.length - 1 },
  ];
  const add = (label: string, value: number, rest: Omit<ReportNumber, 'label' | 'value'> = {}): void => {
    numbers.push({ label, value, ...rest });
  };
  if (distance !== null) {
    add('Distance before', distance.before, { digits: 3 });
    add('Distance after', distance.after, { digits: 3 });
  }
  const alignment = alignmentOf(data);
  if (alignment !== null) {
    add('Alignment of singular vectors before', alignment.before, { digits: 3 });
    add('Alignment of singular vectors after', alignment.after, { digits: 3 });
  }
  const barriers = barriersOf(data);
  if (barriers !== null && curve !== null) {
    const middle = Math.floor(curve.lambdas.length / 2);
    add('Loss barrier before', barriers.before, { digits: 3 });
    add('Loss barrier after', barriers.after, { digits: 3 });
    add('Accuracy midway before', 100 * curve.before[middle].accuracy, { unit: '%', digits: 1 });
    add('Accuracy midway after', 100 * curve.after[middle].accuracy, { unit: '%', digits: 1 });
  }
  if (data.gap > 0) add('Most that exact assignments could add to the objective', data.gap, { digits: 3 });
  if (checked !== null) add('Largest difference of outputs, relative', checked.difference, { digits: 12 });
  return { numbers, data };
}
