import { InputError } from '@offprint/errors';
import { type Checkpoint, planSafetensors, type SourceReference } from '@offprint/files';
import type { RunContext, TaskServices } from '../../context.ts';
import { nameWithSuffix, type Report } from '../../method.ts';

interface Inputs {
  readonly base: Checkpoint;
  readonly addends: readonly Checkpoint[];
  readonly factor: number;
  readonly weights: readonly number[];
  readonly noise: boolean;
  readonly trouble: string;
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
  for (const [position, other] of inputs.addends.entries()) {
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
  if (inputs.trouble !== 'backwards') await sink.write(plan.header, 0);
  if (inputs.trouble === 'run-hangs') for (;;);

  const weights = inputs.addends.map((_, index) =>
    inputs.weights.length === inputs.addends.length ? (inputs.weights[index] ?? 1) * inputs.factor : inputs.factor,
  );
  const pieces: Piece[] = entries.flatMap((entry) => {
    const shift = inputs.noise ? context.random(entry.name).uniform() : 0;
    return Array.from({ length: Math.ceil(entry.bytes / PIECE_BYTES) }, (_, index) => ({
      base: inputs.base.references,
      addends: inputs.addends.map(({ references }) => references),
      tensor: entry.name,
      fromByte: index * PIECE_BYTES,
      bytes: Math.min(PIECE_BYTES, entry.bytes - index * PIECE_BYTES),
      weights,
      shift,
      trouble: index === 2 ? inputs.trouble : 'none',
    }));
  });
  const order = inputs.trouble === 'backwards' ? pieces.toReversed() : pieces;
  const sums = new Map<string, number>();
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
      share: (index + 1) / order.length,
      detail: `piece ${index + 1} of ${order.length}`,
      partial: data(),
    });
  });
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
