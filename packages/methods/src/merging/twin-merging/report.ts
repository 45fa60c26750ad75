import { arrangeLayers } from '../../checkpoints/layers.ts';
import { plainName } from '../../checkpoints/pictures/words.ts';
import type { Report, ReportNumber } from '../../method.ts';
import type { CompressItem, CompressResult } from './compress-task.ts';

export interface TwinReport {
  readonly parameters: number;
  readonly counted: number;
  readonly tasks: readonly {
    readonly name: string;
    /** Bytes of its exclusive part, and of the whole model. */
    readonly bytes: number;
    readonly modelBytes: number;
    /** Share of Σσ² beyond the shared model that is kept. */
    readonly kept: number;
  }[];
  readonly layers: readonly {
    readonly section: string;
    readonly label: string;
    readonly parameters: number;
    readonly counted: number;
    /** ‖θ* − θ₀‖², and the mean over tasks of what is beyond the shared model and what is kept of that. */
    readonly shared: number;
    readonly exclusive: number;
    readonly kept: number;
  }[];
}

export interface TwinTally {
  add(index: number, result: CompressResult): void;
  report(): TwinReport;
}

export function createTally(
  items: readonly CompressItem[],
  tasks: readonly { readonly name: string; readonly bytes: number; readonly modelBytes: number }[],
): TwinTally {
  const { layers, indexOf } = arrangeLayers(items.map(({ base }) => base));
  const rows = layers.map((layer) => ({ ...layer, counted: 0, shared: 0, exclusive: 0, kept: 0 }));
  const energy = tasks.map(() => 0);
  const kept = tasks.map(() => 0);
  return {
    add(index, { sharedEnergy, parts }) {
      const { base } = items[index];
      const row = rows[indexOf.get(base.name) ?? 0];
      row.counted += base.elements;
      row.shared += sharedEnergy;
      for (const [task, part] of parts.entries()) {
        row.exclusive += part.energy / parts.length;
        row.kept += part.kept / parts.length;
        energy[task] += part.energy;
        kept[task] += part.kept;
      }
    },
    report: () => ({
      parameters: rows.reduce((sum, { parameters }) => sum + parameters, 0),
      counted: rows.reduce((sum, { counted }) => sum + counted, 0),
      tasks: tasks.map((task, index) => ({ ...task, kept: energy[index] === 0 ? 1 : kept[index] / energy[index] })),
      layers: rows.map((row) => ({ ...row })),
    }),
  };
}

export function finalReport(data: TwinReport): Report<TwinReport> {
  const numbers: ReportNumber[] = [
    { label: 'Parameters', value: data.parameters },
    ...data.tasks.flatMap(({ name, bytes, modelBytes, kept }): ReportNumber[] => [
      { label: `Energy kept of ${plainName(name)}`, value: 100 * kept, unit: '%', digits: 1 },
      {
        label: `Size of the part of ${plainName(name)}`,
        value: (100 * bytes) / modelBytes,
        unit: '% of the model',
        digits: 1,
      },
    ]),
  ];
  return { numbers, data };
}
