import type { CheckpointHeader, Estimate } from '../../method.ts';
import { recognise } from './networks/recognise.ts';
import { lengthOf, type Specification } from './specification.ts';
import { placesIn } from './unfold.ts';

/** Starting the runner, and what is the same for every network. */
const startSeconds = 1;
/** Multiplications a second for the tables of gains, on one thread. */
const productsASecond = 2e9;
/** Seconds of an assignment of so many units, growing with their cube. */
const assignment = { units: 2048, seconds: 0.3 } as const;
/** Sweeps until nothing is gained, where groups depend on each other. */
const usualSweeps = 8;
const bytesASecond = 1e8;
const engineBytes = 2e8;

interface EstimatedInputs {
  readonly files: { readonly a: readonly CheckpointHeader[]; readonly b: readonly CheckpointHeader[] };
  readonly settings: { readonly heads: number; readonly stream: boolean };
}

/** What a run will cost, from the headers alone. */
export function estimate({ files, settings }: EstimatedInputs): Estimate {
  const [a, b] = [files.a[0], files.b[0]];
  const shapes = new Map([...a.tensors.values()].map(({ name, shape }) => [name, shape]));
  const heads = settings.heads > 0 ? { heads: settings.heads } : null;
  const found = recognise(shapes, { heads, stream: settings.stream });
  const matching = 'reason' in found ? 0 : secondsOfMatching(found.specification, shapes);
  const elements = [...a.tensors.values()].reduce((sum, tensor) => sum + tensor.elements, 0);
  return {
    seconds: startSeconds + matching + (a.bytes + b.bytes) / bytesASecond,
    memoryBytes: engineBytes + 3 * 8 * elements,
    outputBytes: a.bytes + b.bytes,
  };
}

function secondsOfMatching(specification: Specification, shapes: ReadonlyMap<string, readonly number[]>): number {
  let seconds = 0;
  for (const [index, group] of specification.groups.entries()) {
    for (const part of ['units', 'query', 'key', 'value', 'output'] as const) {
      for (const { tensor, segment } of placesIn(specification, index, part)) {
        const elements = (shapes.get(tensor) ?? []).reduce((product, size) => product * size, 1);
        seconds += (lengthOf(specification.groups, segment) * elements) / productsASecond;
      }
    }
    if (group.kind === 'units') seconds += assignment.seconds * (group.size / assignment.units) ** 3;
  }
  return seconds * usualSweeps;
}
