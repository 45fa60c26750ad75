import type { Checkpoint, TensorEntry } from '@offprint/files';
import { type Alignment, type FloatEntry, isFloat } from '../../checkpoints/tensors.ts';

/** Tensors of several checkpoints side by side, and what cannot be put side by side. */
export interface Comparable {
  /** Floating-point tensors of the same name and shape in all. */
  readonly together: readonly Alignment<FloatEntry>[];
  /** Names that some checkpoint lacks: in which they are. */
  readonly apart: readonly { readonly name: string; readonly within: readonly string[] }[];
  /** Tensors of one name whose shapes differ, or that hold no floating-point numbers. */
  readonly unlike: readonly { readonly name: string; readonly reason: string }[];
}

/** Lays tensors beside each other by name, from headers alone. */
export function alignForComparison(checkpoints: readonly Checkpoint[]): Comparable {
  const names = [...new Set(checkpoints.flatMap(({ tensors }) => [...tensors.keys()]))].toSorted();
  const together: Alignment<FloatEntry>[] = [];
  const apart: { name: string; within: string[] }[] = [];
  const unlike: { name: string; reason: string }[] = [];
  for (const name of names) {
    const entries = checkpoints.flatMap(({ tensors }) => tensors.get(name) ?? []);
    if (entries.length < checkpoints.length) {
      apart.push({ name, within: checkpoints.filter(({ tensors }) => tensors.has(name)).map((one) => one.name) });
      continue;
    }
    const shapes = new Set(entries.map(({ shape }) => `[${shape.join(', ')}]`));
    if (shapes.size > 1) unlike.push({ name, reason: [...shapes].join(' and ') });
    else if (entries.every(isFloatEntry)) together.push({ base: entries[0], models: entries.slice(1) });
    else unlike.push({ name, reason: [...new Set(entries.map(({ dtype }) => dtype))].join(' and ') });
  }
  return { together, apart, unlike };
}

function isFloatEntry(entry: TensorEntry): entry is FloatEntry {
  return isFloat(entry.dtype);
}
