import { arrangeLayers } from './layers.ts';
import type { MergeReport, TensorFigures } from './merge-report.ts';

/** How the elements of one piece of a tensor fell out. */
export interface PieceOutcome {
  /** Index of the job. */
  readonly job: number;
  readonly parameters: number;
  readonly touched: number;
  readonly divided: number;
  /** Inner products of the changes and the merged change, the upper triangle row by row. */
  readonly gram: readonly number[];
  readonly kept: readonly number[] | null;
  readonly sums: readonly number[] | null;
}

/** What a tally keeps, as plain data: a run that was stopped takes it up again. */
export interface TallyState {
  readonly layers: readonly LayerState[];
  readonly kept: readonly number[] | null;
  readonly tensors: readonly TensorFigures[];
  readonly totals: Readonly<Record<string, number>>;
}

interface LayerState {
  counted: number;
  touched: number;
  divided: number;
  gram: number[];
  sums: number[];
  details: Record<string, number>;
  detailWeight: number;
}

export interface MergeTally {
  add(outcome: PieceOutcome): void;
  /** Figures of a whole tensor. */
  addDetails(job: number, details: Readonly<Record<string, number>>): void;
  /** Figures of a whole group. */
  addTotals(totals: Readonly<Record<string, number>>): void;
  state(): TallyState;
  report(): MergeReport;
}

const mostTensors = 2000;

export interface TallySubject {
  /** Name and elements of the tensor of each job. */
  readonly tensors: ReadonlyMap<number, { readonly name: string; readonly elements: number }>;
  readonly models: readonly string[];
  readonly reference: MergeReport['reference'];
  readonly copied: readonly string[];
}

/** Index of (row, column) in an upper triangle of `size` rows. */
function placeOf(row: number, column: number, size: number): number {
  const [i, j] = row <= column ? [row, column] : [column, row];
  return i * size - (i * (i - 1)) / 2 + (j - i);
}

/** Collects what the pieces of a merge report, from nothing or from an earlier state. */
export function createMergeTally(subject: TallySubject, earlier?: TallyState): MergeTally {
  const { layers, indexOf } = arrangeLayers([...subject.tensors.values()]);
  const size = subject.models.length + 1;
  const layerOf = new Map([...subject.tensors].map(([job, { name }]) => [job, indexOf.get(name) ?? 0] as const));
  const rows: LayerState[] = layers.map((_, index) => {
    const before = earlier?.layers[index];
    if (before !== undefined)
      return { ...before, gram: [...before.gram], sums: [...before.sums], details: { ...before.details } };
    const gram = Array.from({ length: (size * (size + 1)) / 2 }, () => 0);
    return { counted: 0, touched: 0, divided: 0, gram, sums: [], details: {}, detailWeight: 0 };
  });
  let kept = earlier?.kept == null ? null : [...earlier.kept];
  const tensors = [...(earlier?.tensors ?? [])];
  let totals = earlier?.totals ?? {};
  const rowOf = (job: number): LayerState => rows[layerOf.get(job) ?? 0];
  return {
    add({ job, parameters, touched, divided, gram, kept: stayed, sums }) {
      const row = rowOf(job);
      row.counted += parameters;
      row.touched += touched;
      row.divided += divided;
      // A tensor may be of fewer models than the others; the merged one is always the last.
      const own = Math.round((Math.sqrt(8 * gram.length + 1) - 1) / 2);
      const placed = (model: number): number => (model === own - 1 ? size - 1 : model);
      let at = 0;
      for (let i = 0; i < own; i++) {
        for (let j = i; j < own; j++) row.gram[placeOf(placed(i), placed(j), size)] += gram[at++];
      }
      if (sums !== null) row.sums = sums.map((sum, model) => sum + (row.sums[model] ?? 0));
      if (stayed !== null) {
        const before = kept ?? Array.from({ length: size - 1 }, () => 0);
        kept = before.map((count, model) => count + (stayed[model] ?? 0));
      }
    },
    addDetails(job, details) {
      const tensor = subject.tensors.get(job);
      if (tensor === undefined || Object.keys(details).length === 0) return;
      const row = rowOf(job);
      for (const [label, value] of Object.entries(details)) {
        row.details[label] = (row.details[label] ?? 0) + value * tensor.elements;
      }
      row.detailWeight += tensor.elements;
      tensors.push({ name: tensor.name, parameters: tensor.elements, details });
    },
    addTotals(more) {
      totals = { ...totals, ...more };
    },
    state: () => ({ layers: structuredClone(rows), kept, tensors: [...tensors], totals }),
    report: () => {
      const total = (key: 'counted' | 'touched' | 'divided'): number => rows.reduce((sum, row) => sum + row[key], 0);
      const triangle = rows.reduce(
        (sum, row) => sum.map((value, at) => value + row.gram[at]),
        Array.from({ length: (size * (size + 1)) / 2 }, () => 0),
      );
      const at = (row: number, column: number): number => triangle[placeOf(row, column, size)];
      const merged = size - 1;
      return {
        parameters: layers.reduce((sum, { parameters }) => sum + parameters, 0),
        counted: total('counted'),
        touched: total('touched'),
        divided: total('divided'),
        reference: subject.reference,
        mergedNorm: Math.sqrt(at(merged, merged)),
        models: subject.models.map((name, model) => ({
          name,
          norm: Math.sqrt(at(model, model)),
          kept: kept?.[model] ?? null,
          distance: Math.sqrt(Math.max(0, at(model, model) + at(merged, merged) - 2 * at(model, merged))),
        })),
        gram: Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => at(row, column))),
        layers: layers.map((layer, index) => {
          const row = rows[index];
          const normAt = (model: number): number => Math.sqrt(row.gram[placeOf(model, model, size)]);
          return {
            ...layer,
            counted: row.counted,
            touched: row.touched,
            divided: row.divided,
            norms: subject.models.map((_, model) => normAt(model)),
            merged: normAt(merged),
            sums: [...row.sums],
            details: Object.fromEntries(
              Object.entries(row.details).map(([label, value]) => [label, value / row.detailWeight]),
            ),
          };
        }),
        tensors: tensors.toSorted((a, b) => b.parameters - a.parameters).slice(0, mostTensors),
        totals,
        copied: subject.copied,
      };
    },
  };
}
