import { throwIfCancelled } from '@offprint/errors';
import type { Checkpoint } from '@offprint/files';
import { widenBf16, widenF16 } from '@offprint/numerics';
import { type FloatEntry, isFloat } from '../../checkpoints/tensors.ts';
import { type PcbVariant, scaleOf, scoreOf } from './pcb.ts';
import type { ModelLimits } from './rule.ts';

/** One parameter: its changes in the first two models, and who has most to say there. */
export interface SampledParameter {
  readonly first: number;
  readonly second: number;
  /** Index of the model with the largest scale; null where none has a say. */
  readonly winner: number | null;
}

const runs = 64;
const runLength = 12;

export interface SampleRequest {
  readonly base: Checkpoint;
  readonly models: readonly Checkpoint[];
  readonly variant: PcbVariant;
  readonly limitsOf: (tensor: string) => readonly ModelLimits[] | undefined;
}

/** Short runs of parameters, evenly over the model, and how they fared. Empty for a single model. */
export async function sampleCompetition(
  { base, models, variant, limitsOf }: SampleRequest,
  signal: AbortSignal,
): Promise<readonly SampledParameter[]> {
  if (models.length < 2) return [];
  const entries = [...base.tensors.values()].filter((entry): entry is FloatEntry => isFloat(entry.dtype));
  const all = entries.reduce((sum, { elements }) => sum + elements, 0);
  const sampled: SampledParameter[] = [];
  let before = 0;
  let run = 0;
  for (const entry of entries) {
    const limits = limitsOf(entry.name);
    for (; run < runs; run++) {
      const from = Math.floor(((run + 0.5) * all) / runs) - before;
      if (from >= entry.elements) break;
      if (limits === undefined) continue;
      throwIfCancelled(signal);
      const files = [base, ...models];
      // Files with fewer vocabulary rows end earlier.
      const length = Math.max(
        0,
        Math.min(runLength, ...files.map((file) => (file.tensors.get(entry.name)?.elements ?? 0) - from)),
      );
      const [own, ...others] = await Promise.all(files.map((file) => readRun(file, entry.name, from, length)));
      const changes = others.map((values) => values.map((value, at) => value - own[at]));
      for (let at = 0; at < length; at++) {
        const of = changes.map((change) => change[at]);
        sampled.push({ first: of[0], second: of[1], winner: winnerOf(of, limits, variant) });
      }
    }
    before += entry.elements;
  }
  return sampled;
}

function winnerOf(changes: readonly number[], limits: readonly ModelLimits[], variant: PcbVariant): number | null {
  const scales = limits.map(({ cut, top }, model) => scaleOf(scoreOf(changes, model, limits, variant), cut, top));
  const most = Math.max(...scales);
  return most > 0 ? scales.indexOf(most) : null;
}

/** Some elements of a tensor in float32. */
async function readRun(file: Checkpoint, tensor: string, from: number, count: number): Promise<Float32Array> {
  const entry = file.tensors.get(tensor);
  const values = new Float32Array(count);
  if (entry === undefined || count === 0) return values;
  const size = entry.bytes / entry.elements;
  const bytes = new Uint8Array(count * size);
  await file.read(entry, bytes, from * size);
  if (entry.dtype === 'BF16') widenBf16(new Uint16Array(bytes.buffer), values);
  else if (entry.dtype === 'F16') widenF16(new Uint16Array(bytes.buffer), values);
  else values.set(entry.dtype === 'F64' ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer));
  return values;
}
