import type { Report, ReportNumber } from '../method.ts';

/** One layer of a model: a bar of a figure. */
export interface LayerFigures {
  /** `encoder block`, or empty for a tensor outside all blocks. */
  readonly section: string;
  /** The number of the block, or the name of the tensor. */
  readonly label: string;
  readonly parameters: number;
  /** How many of them are merged so far. */
  readonly counted: number;
  /** Parameters that some model changes. */
  readonly touched: number;
  /** Parameters that models change in both directions. */
  readonly divided: number;
  /** Euclidean norm of each model's change. */
  readonly norms: readonly number[];
  /** Euclidean norm of the merged change. */
  readonly merged: number;
  /** For each model how much it counts in the layer, where the rule says; else empty. */
  readonly sums: readonly number[];
  /** Figures of the rule, the mean over the layer's tensors weighted by their parameters. */
  readonly details: Readonly<Record<string, number>>;
}

export interface ModelFigures {
  readonly name: string;
  /** Euclidean norm of its change from the reference. */
  readonly norm: number;
  /** Elements that took part; null where the rule leaves none out. */
  readonly kept: number | null;
  /** Euclidean distance of the merged model. */
  readonly distance: number;
}

export interface TensorFigures {
  readonly name: string;
  readonly parameters: number;
  readonly details: Readonly<Record<string, number>>;
}

/** What a merge found. Complete when `counted` equals `parameters`. */
export interface MergeReport {
  readonly parameters: number;
  readonly counted: number;
  readonly touched: number;
  readonly divided: number;
  /** What changes are measured from: the base, or the first model where there is none. */
  readonly reference: 'base' | 'first model';
  /** Euclidean norm of the merged model's change from the reference. */
  readonly mergedNorm: number;
  readonly models: readonly ModelFigures[];
  /** Inner products of the changes from the reference, (models + 1)², the merged change last. */
  readonly gram: readonly (readonly number[])[];
  readonly layers: readonly LayerFigures[];
  /** The largest tensors that have figures of their own, at most 2,000. */
  readonly tensors: readonly TensorFigures[];
  /** Figures of the rule over the whole model, where it has some. */
  readonly totals: Readonly<Record<string, number>>;
  /** Names of tensors that were taken as they are. */
  readonly copied: readonly string[];
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);

/** The cosine between two changes of the gram matrix; 0 where one of them is 0. */
export function cosineOf({ gram }: Pick<MergeReport, 'gram'>, a: number, b: number): number {
  const norms = Math.sqrt(gram[a][a] * gram[b][b]);
  return norms === 0 ? 0 : Math.max(-1, Math.min(1, gram[a][b] / norms));
}

/** The numbers that every merge reports, in the order of the page; `own` come before the distances. */
export function reportOf(data: MergeReport, own: readonly ReportNumber[] = []): Report<MergeReport> {
  const pairs = data.models.flatMap((one, i) => data.models.slice(i + 1).map((other, j) => ({ one, other, i, j })));
  const fromReference = data.reference === 'base' ? 'the base' : data.models[0]?.name;
  const numbers: ReportNumber[] = [
    { label: 'Parameters', value: data.parameters },
    ...data.models.flatMap(({ name, kept }) =>
      kept === null ? [] : [{ label: `Kept by ${name}`, value: percent(kept, data.parameters), unit: '%', digits: 1 }],
    ),
    { label: 'Sign conflicts', value: percent(data.divided, data.touched), unit: '%', digits: 1 },
    ...own,
    { label: `Distance of the merged model from ${fromReference}`, value: data.mergedNorm, digits: 4 },
    ...data.models.flatMap(({ name, distance }, index) =>
      data.reference === 'first model' && index === 0
        ? []
        : [{ label: `Distance of the merged model from ${name}`, value: distance, digits: 4 }],
    ),
    ...(data.reference === 'base'
      ? pairs.map(({ one, other, i, j }) => ({
          label: `Cosine between the changes of ${one.name} and ${other.name}`,
          value: cosineOf(data, i, i + 1 + j),
          digits: 3,
        }))
      : []),
  ];
  return { numbers, data };
}
