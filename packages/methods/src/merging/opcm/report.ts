import { arrangeLayers } from '../../checkpoints/layers.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import type { Report, ReportNumber } from '../../method.ts';
import type { ArriveItem } from './arrive-task.ts';
import type { Arrival } from './opcm.ts';
import type { OpcmState } from './state.ts';

export interface ArrivalReport {
  readonly name: string;
  /** ‖θ − θ₀‖ */
  readonly norm: number;
  /** Share of ‖T‖² that the projection removed. */
  readonly removed: number;
  /** λ after it; null until the norm of all is known. */
  readonly scale: number | null;
}

export interface OpcmReport {
  readonly parameters: number;
  readonly counted: number;
  /** Arrivals of earlier runs. */
  readonly earlier: readonly string[];
  readonly arrivals: readonly ArrivalReport[];
  readonly layers: readonly {
    readonly section: string;
    readonly label: string;
    readonly parameters: number;
    readonly counted: number;
    /** For each arrival, the share of ‖T‖² that the projection removed from the layer; null where it moved nothing. */
    readonly removed: readonly (number | null)[];
  }[];
  /** The largest weights: size of the removed block and numerical rank at each arrival. At most 500. */
  readonly weights: readonly {
    readonly name: string;
    readonly splits: readonly number[];
    readonly ranks: readonly number[];
  }[];
}

const mostWeights = 500;

export interface OpcmTally {
  add(index: number, arrivals: readonly Arrival[]): void;
  /** ‖θᵢ − θ₀‖ of each arriving model, and ‖S‖ after it. */
  totals(): { readonly norms: number[]; readonly sums: number[] };
  report(scales: readonly number[] | null): OpcmReport;
}

export function createTally(items: readonly ArriveItem[], names: readonly string[], state: OpcmState): OpcmTally {
  const { layers, indexOf } = arrangeLayers(items.map(({ base }) => base));
  const zeros = (): number[] => names.map(() => 0);
  const rows = layers.map((layer) => ({ ...layer, counted: 0, before: zeros(), after: zeros() }));
  const sums = zeros();
  const weights: { name: string; elements: number; splits: number[]; ranks: number[] }[] = [];
  const total = (key: 'before' | 'after', arrival: number): number =>
    rows.reduce((sum, row) => sum + row[key][arrival], 0);
  const share = (before: number, after: number): number => (before === 0 ? 0 : Math.max(0, 1 - after / before));
  return {
    add(index, arrivals) {
      const { base, projects } = items[index];
      const row = rows[indexOf.get(base.name) ?? 0];
      row.counted += base.elements;
      for (const [arrival, { before, after, sum }] of arrivals.entries()) {
        row.before[arrival] += before;
        row.after[arrival] += after;
        sums[arrival] += sum;
      }
      if (!projects) return;
      weights.push({
        name: base.name,
        elements: base.elements,
        splits: arrivals.map(({ split }) => split),
        ranks: arrivals.map(({ rank }) => rank),
      });
    },
    totals: () => ({
      norms: names.map((_, arrival) => Math.sqrt(total('before', arrival))),
      sums: sums.map(Math.sqrt),
    }),
    report: (scales) => ({
      parameters: rows.reduce((sum, { parameters }) => sum + parameters, 0),
      counted: rows.reduce((sum, { counted }) => sum + counted, 0),
      earlier: state.arrivals,
      arrivals: names.map((name, arrival) => ({
        name,
        norm: Math.sqrt(total('before', arrival)),
        removed: share(total('before', arrival), total('after', arrival)),
        scale: scales?.[arrival] ?? null,
      })),
      layers: rows.map(({ section, label, parameters, counted, before, after }) => ({
        section,
        label,
        parameters,
        counted,
        removed: before.map((value, arrival) => (value === 0 ? null : share(value, after[arrival]))),
      })),
      weights: weights
        .toSorted((a, b) => b.elements - a.elements)
        .slice(0, mostWeights)
        .map(({ name, splits, ranks }) => ({ name, splits, ranks })),
    }),
  };
}

export function finalReport(data: OpcmReport): Report<OpcmReport> {
  const before = data.earlier.length;
  const numbers: ReportNumber[] = [
    { label: 'Parameters', value: data.parameters },
    ...data.arrivals.flatMap(({ name, norm, removed, scale }, arrival): ReportNumber[] => [
      { label: `Norm of the change of ${plainName(name)}`, value: norm, digits: 4 },
      { label: `Removed from ${plainName(name)}`, value: 100 * removed, unit: '%', digits: 2 },
      {
        label: `λ after ${before + arrival + 1}, beside √${before + arrival + 1} = ${Math.sqrt(before + arrival + 1).toFixed(3)}`,
        value: scale ?? 0,
        digits: 3,
      },
    ]),
  ];
  return { numbers, data };
}
