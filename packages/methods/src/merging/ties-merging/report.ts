import { magnitudeOf } from '@offprint/numerics';
import { arrangeLayers } from '../../checkpoints/layers.ts';
import type { Alignment, FloatEntry } from '../../checkpoints/tensors.ts';
import type { Report, ReportNumber } from '../../method.ts';
import type { Votes } from './merge-task.ts';
import type { Cut } from './ties.ts';

/** One layer of the figure. */
export interface LayerReport {
  /** `encoder block`, or empty for a tensor outside all blocks. */
  readonly section: string;
  /** The number of the block, or the name of the tensor. */
  readonly label: string;
  /** All parameters of the layer, and how many of them are counted so far. */
  readonly parameters: number;
  readonly counted: number;
  /** Parameters that some model changes after trimming. */
  readonly touched: number;
  /** Touched parameters that models pull in both directions. */
  readonly divided: number;
}

export interface ModelReport {
  readonly name: string;
  /** Changes other than 0 that pass the trim. */
  readonly kept: number;
  /** Changes exactly as large as the smallest one kept, where there is more than one. */
  readonly tied: number;
  /** The smallest magnitude kept; null where each tensor has its own. */
  readonly cut: number | null;
}

/** What a run of TIES-Merging found. Complete when `counted` equals `parameters`. */
export interface TiesReport {
  readonly parameters: number;
  readonly counted: number;
  readonly touched: number;
  readonly divided: number;
  /** Euclidean norm of the merged task vector, before λ. */
  readonly norm: number;
  readonly models: readonly ModelReport[];
  readonly layers: readonly LayerReport[];
}

/** Collects what the chunks of a run report. */
export interface Tally {
  addCuts(cuts: readonly Cut[], wholeModel: boolean): void;
  addVotes(votes: Votes): void;
  addSquares(votes: Votes): void;
  /** A snapshot. */
  report(): TiesReport;
}

export function createTally(tensors: readonly Alignment<FloatEntry>[], modelNames: readonly string[]): Tally {
  const { layers, indexOf } = arrangeLayers(tensors.map(({ base }) => base));
  const rows = layers.map((layer) => ({ ...layer, counted: 0, touched: 0, divided: 0 }));
  const models = modelNames.map((name): { -readonly [K in keyof ModelReport]: ModelReport[K] } => ({
    name,
    kept: 0,
    tied: 0,
    cut: null,
  }));
  const total = (key: 'parameters' | 'counted' | 'touched' | 'divided'): number =>
    rows.reduce((sum, row) => sum + row[key], 0);
  let squares = 0;
  return {
    addCuts(cuts, wholeModel) {
      for (const [index, { key, equal }] of cuts.entries()) {
        if (key > 0 && equal > 1) models[index].tied += equal;
        if (wholeModel) models[index].cut = magnitudeOf(key);
      }
    },
    addVotes(votes) {
      for (const { tensor, parameters, touched, divided } of votes.segments) {
        const row = rows[indexOf.get(tensor) ?? 0];
        row.counted += parameters;
        row.touched += touched;
        row.divided += divided;
      }
      for (const [index, kept] of votes.kept.entries()) models[index].kept += kept;
    },
    addSquares(votes) {
      squares += votes.squares;
    },
    report: () => ({
      parameters: total('parameters'),
      counted: total('counted'),
      touched: total('touched'),
      divided: total('divided'),
      norm: Math.sqrt(squares),
      models: models.map((model) => ({ ...model })),
      layers: rows.map((row) => ({ ...row })),
    }),
  };
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);

/** The report of a finished run, with its numbers in the order of the page. */
export function finalReport(data: TiesReport): Report<TiesReport> {
  const numbers: ReportNumber[] = [
    { label: 'Parameters', value: data.parameters },
    ...data.models.map(({ name, kept }) => ({
      label: `Kept by ${name}`,
      value: percent(kept, data.parameters),
      unit: '%',
      digits: 1,
    })),
    { label: 'Tied at the cut', value: data.models.reduce((sum, { tied }) => sum + tied, 0) },
    { label: 'Sign conflicts among kept', value: percent(data.divided, data.touched), unit: '%', digits: 1 },
    {
      label: 'Parameters that no model changes',
      value: percent(data.parameters - data.touched, data.parameters),
      unit: '%',
      digits: 1,
    },
    { label: 'Norm of the merged task vector', value: data.norm, digits: 4 },
  ];
  return { numbers, data };
}
