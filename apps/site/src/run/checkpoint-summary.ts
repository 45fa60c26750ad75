import type { Checkpoint } from '@offprint/files';
import { number } from '../text/numbers.ts';
import { formatCount, plural } from './format.ts';

/** What a header says of a checkpoint; enough to describe it and to compare two, without reading a tensor. */
export interface CheckpointSummary {
  readonly tensors: number;
  readonly parameters: number;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** Number formats in lower case, the one that holds most parameters first. */
  readonly dtypes: readonly string[];
  /** Shape of each tensor, in the order of names. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** Reads the summary off an opened checkpoint. O(tensors). */
export function summarise(checkpoint: Pick<Checkpoint, 'tensors' | 'bytes'>): CheckpointSummary {
  const elements = new Map<string, number>();
  const shapes = new Map<string, readonly number[]>();
  let parameters = 0;
  for (const entry of checkpoint.tensors.values()) {
    const dtype = entry.dtype.toLowerCase();
    parameters += entry.elements;
    elements.set(dtype, (elements.get(dtype) ?? 0) + entry.elements);
    shapes.set(entry.name, entry.shape);
  }
  const dtypes = [...elements.entries()].sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype);
  return { tensors: shapes.size, parameters, bytes: checkpoint.bytes, dtypes, shapes };
}

/** `222.9 M parameters, 284 tensors, bf16`. */
export function describeSummary(summary: CheckpointSummary): string {
  const words = [plural(summary.tensors, 'tensor', 'tensors'), summary.dtypes.join(' and ')];
  return `${formatCount(summary.parameters)} parameters, ${words.filter((word) => word !== '').join(', ')}`;
}

const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? 'a single number' : shape.map(number).join(' × ');

function* differences(base: CheckpointSummary, other: CheckpointSummary, baseName: string): Generator<string> {
  for (const [name, shape] of base.shapes) {
    const there = other.shapes.get(name);
    if (there === undefined) yield `lacks ${name}, which ${baseName} has`;
    else if (shapeText(there) !== shapeText(shape))
      yield `${name} is ${shapeText(there)} here, ${shapeText(shape)} in ${baseName}`;
  }
  for (const name of other.shapes.keys()) if (!base.shapes.has(name)) yield `has ${name}, which ${baseName} lacks`;
}

/** Whether another checkpoint has at least half of the base's names; what has fewer is of another kind, as adapters are. */
export function resembles(base: CheckpointSummary, other: CheckpointSummary): boolean {
  const common = [...base.shapes.keys()].filter((name) => other.shapes.has(name)).length;
  return 2 * common >= base.shapes.size;
}

/** What comparing two headers found. */
export interface Comparison {
  readonly same: boolean;
  /** `same 284 names and shapes`, or the first difference and how many follow it. */
  readonly note: string;
}

/**
 * Compares names and shapes with those of the base.
 * @param baseName how the base is called in the note, for example `the base`
 */
export function compareSummaries(base: CheckpointSummary, other: CheckpointSummary, baseName: string): Comparison {
  const [first, ...rest] = differences(base, other, baseName);
  if (first !== undefined)
    return { same: false, note: rest.length === 0 ? first : `${first}; ${rest.length} more differ` };
  const format = other.dtypes.join() === base.dtypes.join() ? '' : `, ${other.dtypes.join(' and ')}`;
  return { same: true, note: `same ${plural(base.tensors, 'name and shape', 'names and shapes')}${format}` };
}
