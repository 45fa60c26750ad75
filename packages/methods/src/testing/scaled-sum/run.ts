import { InputError } from '@offprint/errors';
import { type Checkpoint, planSafetensors, type SourceReference } from '@offprint/files';
import type { RunContext, TaskServices } from '../../context.ts';
import { nameWithSuffix, type Report } from '../../method.ts';

interface Inputs {
  readonly base: Checkpoint;
  readonly addends: readonly Checkpoint[];
  readonly offset: Checkpoint | undefined;
  readonly factor: number;
  readonly weights: readonly number[];
  readonly noise: boolean;
  readonly trouble: string;
  readonly listed: string;
}

export interface SumReport {
  readonly tensors: readonly { readonly name: string; readonly sum: number }[];
}

interface Piece {
  readonly base: readonly SourceReference[];
  readonly addends: readonly (readonly SourceReference[])[];
  readonly tensor: string;
  readonly fromByte: number;
  readonly bytes: number;
  readonly weights: readonly number[];
  readonly shift: number;
  readonly trouble: string;
}

/** What is written down after each piece. */
interface Milestone {
  readonly pieces: number;
  readonly sums: readonly (readonly [string, number])[];
}

interface Summed {
  readonly values: ArrayBuffer;
  readonly total: number;
}

/** Small, so that even the example has more pieces than threads. */
const PIECE_BYTES = 4096;

async function read(checkpoint: Checkpoint, item: Piece): Promise<Float32Array<ArrayBuffer>> {
  const entry = checkpoint.tensors.get(item.tensor);
  if (entry === undefined) throw new Error(`no ${item.tensor}`);
  const bytes = new Uint8Array(item.bytes);
  await checkpoint.read(entry, bytes, item.fromByte);
  return new Float32Array(bytes.buffer);
}

async function addPiece(item: Piece, services: TaskServices): Promise<{ result: Summed; transfer: ArrayBuffer[] }> {
  if (item.trouble === 'task-throws') throw new InputError('sum/unlucky', `The piece at ${item.fromByte} is unlucky.`);
  if (item.trouble === 'task-ends') process.exit(3);
  if (item.trouble === 'task-hangs') for (;;);
  const sum = await read(await services.openCheckpoint(item.base), item);
  for (const [index, references] of item.addends.entries()) {
    const addend = await read(await services.openCheckpoint(references), item);
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (item.weights[index] ?? 0) * (addend[at] ?? 0);
  }
  let total = 0;
  for (let at = 0; at < sum.length; at++) {
    sum[at] = (sum[at] ?? 0) + item.shift;
    total += sum[at] ?? 0;
  }
  return { result: { values: sum.buffer, total }, transfer: [sum.buffer] };
}

export const tasks = { addPiece };

function compare(inputs: Inputs): void {
  const others = [...inputs.addends, ...(inputs.offset === undefined ? [] : [inputs.offset])];
  for (const [position, other] of others.entries()) {
    for (const entry of inputs.base.tensors.values()) {
      if (other.tensors.get(entry.name)?.bytes === entry.bytes) continue;
      throw new InputError('sum/differs', `${other.name} has no ${entry.name} like that of the base.`, {
        where: { addend: position },
      });
    }
  }
}

export async function run(inputs: Inputs, context: RunContext<SumReport>): Promise<Report<SumReport>> {
  context.progress({ step: 0, share: 0, detail: 'headers' });
  if (inputs.trouble === 'run-ends') process.exit(4);
  compare(inputs);
  if (inputs.weights.length > 0 && inputs.weights.length !== inputs.addends.length) {
    context.notice('sum/weights', 'The number of weights is not that of the addends; all are 1.');
  }
  const entries = [...inputs.base.tensors.values()];
  const plan = planSafetensors(entries);
  if (inputs.trouble === 'no-output') return { numbers: [], data: { tensors: [] } };
  const sink = await context.output('sum', nameWithSuffix(inputs.base.name, '-sum'));
  // Entries of this run's own journal.
  const earlier = context.journal.entries.at(-1) as unknown as Milestone | undefined;
  const done = earlier?.pieces ?? 0;
  if (inputs.trouble !== 'backwards' && done === 0) await sink.write(plan.header, 0);
  if (inputs.trouble === 'run-hangs') for (;;);

  const weights = inputs.addends.map((_, index) =>
    inputs.weights.length === inputs.addends.length ? (inputs.weights[index] ?? 1) * inputs.factor : inputs.factor,
  );
  const pieces: Piece[] = entries.flatMap((entry) => {
    const shift = inputs.noise ? context.random(entry.name).uniform() : 0;
    return Array.from({ length: Math.ceil(entry.bytes / PIECE_BYTES) }, (_, index) => ({
      base: inputs.base.references,
      addends: [...inputs.addends, ...(inputs.offset === undefined ? [] : [inputs.offset])].map(
        ({ references }) => references,
      ),
      tensor: entry.name,
      fromByte: index * PIECE_BYTES,
      bytes: Math.min(PIECE_BYTES, entry.bytes - index * PIECE_BYTES),
      weights: [...weights, 1],
      shift,
      trouble: index === 2 ? inputs.trouble : 'none',
    }));
  });
  const order = inputs.trouble === 'backwards' ? pieces.toReversed() : pieces.slice(done);
  const sums = new Map<string, number>(earlier?.sums ?? []);
  const data = (): SumReport => ({
    tensors: [...sums].map(([name, sum]) => ({ name, sum })).sort((a, b) => (a.name < b.name ? -1 : 1)),
  });
  await context.map<Piece, Summed>('addPiece', order, async ({ values, total }, index) => {
    const piece = order[index];
    if (piece === undefined) return;
    await sink.write(new Uint8Array(values), (plan.at.get(piece.tensor) ?? 0) + piece.fromByte);
    sums.set(piece.tensor, (sums.get(piece.tensor) ?? 0) + total);
    context.progress({
      step: 1,
      share: (done + index + 1) / pieces.length,
      detail: `piece ${done + index + 1} of ${pieces.length}`,
      partial: data(),
    });
    if (inputs.trouble === 'backwards') return;
    await context.journal.append({ pieces: done + index + 1, sums: [...sums] });
  });
  for (const name of inputs.listed.split(',').filter((one) => sums.has(one))) {
    const total = await context.output('totals', `${name}.json`);
    await total.write(new TextEncoder().encode(JSON.stringify(sums.get(name))), 0);
  }
  if (inputs.trouble === 'backwards') await sink.write(plan.header, 0);
  const elements = entries.reduce((sum, entry) => sum + entry.elements, 0);
  return {
    numbers: [
      { label: 'Parameters', value: elements, digits: 0 },
      { label: 'Sum', value: data().tensors.reduce((sum, tensor) => sum + tensor.sum, 0) },
    ],
    data: data(),
  };
}
