import type { CheckpointHeader, Estimate } from '../../method.ts';
import { type Recognised, recognise, type Shapes } from './networks/recognise.ts';
import { componentsOf, lengthOf, type Part, type Specification, sizeOf } from './specification.ts';
import { placesIn } from './unfold.ts';

/** Starting the runner, and what is the same for every network. */
const startSeconds = 1;
/** Multiplications a second for the tables of gains, on one thread. */
const productsASecond = 1e10;
/** Seconds of an assignment of so many units, growing with their cube. */
const assignment = { units: 2048, seconds: 0.3 } as const;
/** Sweeps until nothing is gained, where groups depend on each other; else one is enough. */
const usualSweeps = 8;
const bytesASecond = 5e7;
const engineBytes = 3e8;
/** For each number of a component both networks as they are and unfolded; for each pair of units the tables. */
const bytesOfNumber = 40;
const bytesOfPair = 24;

const parts: readonly Part[] = ['units', 'query', 'key', 'value', 'output'];

interface EstimatedInputs {
  readonly files: { readonly a: readonly CheckpointHeader[]; readonly b: readonly CheckpointHeader[] };
  readonly settings: { readonly heads: number; readonly stream: boolean };
  readonly threads: number;
}

/** What a run will cost, from the headers alone; of an architecture that is not known, as if it were one layer. */
export function estimate({ files, settings, threads }: EstimatedInputs): Estimate {
  const [a, b] = [files.a[0], files.b[0]];
  const shapes: Shapes = new Map([...a.tensors.values()].map(({ name, shape }) => [name, shape]));
  const components = costs(shapes, settings);
  const seconds = components.reduce((sum, component) => sum + component.seconds, 0);
  const together = Math.max(1, Math.min(threads, components.length));
  const largest = Math.max(0, ...components.map(({ bytes }) => bytes));
  return {
    seconds: startSeconds + seconds / together + (a.bytes + b.bytes) / bytesASecond,
    memoryBytes: engineBytes + together * largest,
    outputBytes: a.bytes + b.bytes,
  };
}

interface Cost {
  readonly seconds: number;
  readonly bytes: number;
}

function costs(shapes: Shapes, { heads, stream }: EstimatedInputs['settings']): readonly Cost[] {
  const found = recognised(shapes, { heads: heads > 0 ? { heads } : null, stream });
  if (found === undefined || 'reason' in found) return [];
  const { specification } = found;
  return componentsOf(specification).map((groups) => costOf(specification, groups, shapes));
}

/** What cannot be permuted as asked is said when it is run. */
function recognised(...given: Parameters<typeof recognise>): Recognised | undefined {
  try {
    return recognise(...given);
  } catch {
    return undefined;
  }
}

function costOf(specification: Specification, groups: readonly number[], shapes: Shapes): Cost {
  const elementsOf = (tensor: string): number =>
    (shapes.get(tensor) ?? []).reduce((product, size) => product * size, 1);
  const tensors = new Set<string>();
  let [seconds, pairs] = [0, 0];
  for (const index of groups) {
    const group = specification.groups[index];
    for (const part of parts) {
      for (const { tensor, segment } of placesIn(specification, index, part)) {
        tensors.add(tensor);
        seconds += (lengthOf(specification.groups, segment) * elementsOf(tensor)) / productsASecond;
        pairs = Math.max(pairs, sizeOf(group, part) ** 2);
      }
    }
    if (group.kind === 'units') seconds += assignment.seconds * (group.size / assignment.units) ** 3;
  }
  const elements = [...tensors].reduce((sum, tensor) => sum + elementsOf(tensor), 0);
  const sweeps = groups.length === 1 ? 1 : usualSweeps;
  return { seconds: seconds * sweeps, bytes: bytesOfNumber * elements + bytesOfPair * pairs };
}
