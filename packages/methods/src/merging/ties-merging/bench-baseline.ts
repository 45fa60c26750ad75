/**
 * What the usual tool does, in plain TypeScript: for each tensor, sort all changes of every model by magnitude, mask the
 * largest, stack the models, elect, average; each step an array of its own.
 */
import { type Checkpoint, openCheckpoint, planSafetensors, type TensorEntry } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { narrowBf16, widenBf16 } from '@offprint/numerics';

const density = 0.2;

async function floatsOf(checkpoint: Checkpoint, name: string): Promise<Float32Array> {
  const entry = entryOf(checkpoint, name);
  const bits = new Uint16Array(entry.elements);
  await checkpoint.read(entry, new Uint8Array(bits.buffer));
  const floats = new Float32Array(entry.elements);
  widenBf16(bits, floats);
  return floats;
}

function entryOf(checkpoint: Checkpoint, name: string): TensorEntry {
  const entry = checkpoint.tensors.get(name);
  if (entry === undefined) throw new Error(`${checkpoint.name} has no ${name}.`);
  return entry;
}

/** The changes that stay: those at the first places when indices are sorted by falling magnitude. */
function largest(changes: Float32Array): Float32Array {
  const keys = new Uint32Array(changes.buffer);
  // The engine sorts 64-bit integers fastest: magnitude above, index below.
  const sortable = new BigUint64Array(changes.length);
  const halves = new Uint32Array(sortable.buffer);
  for (let i = 0; i < changes.length; i++) {
    halves[2 * i] = i;
    halves[2 * i + 1] = keys[i] & 0x7fffffff;
  }
  sortable.sort();
  const trimmed = new Float32Array(changes.length);
  const kept = Math.trunc(density * changes.length);
  for (let place = changes.length - kept; place < changes.length; place++) {
    const index = halves[2 * place];
    trimmed[index] = changes[index];
  }
  return trimmed;
}

function mergeTensor(base: Float32Array, models: readonly Float32Array[]): Float32Array {
  const stacked = models.map((model) => largest(model.map((value, p) => value - base[p])));
  const sums = base.map((_, p) => stacked.reduce((sum, changes) => sum + changes[p], 0));
  const signs = sums.map((sum) => (sum >= 0 ? 1 : -1));
  const masked = stacked.map((changes) => changes.map((change, p) => (Math.sign(change) === signs[p] ? change : 0)));
  const counts = base.map((_, p) => masked.reduce((count, changes) => count + (changes[p] === 0 ? 0 : 1), 0));
  const totals = base.map((_, p) => masked.reduce((sum, changes) => sum + changes[p], 0));
  return base.map((value, p) => value + totals[p] / Math.max(1, counts[p]));
}

/** Merges bfloat16 files tensor by tensor. */
export async function mergeBySorting(basePath: string, modelPaths: readonly string[], outPath: string): Promise<void> {
  const base = await openCheckpoint([{ kind: 'path', path: basePath }]);
  const models = await Promise.all(modelPaths.map((path) => openCheckpoint([{ kind: 'path', path }])));
  const plan = planSafetensors([...base.tensors.values()], base.metadata);
  const sink = await fileSink(outPath);
  await sink.write(plan.header, 0);
  for (const { name, elements } of base.tensors.values()) {
    const merged = mergeTensor(
      await floatsOf(base, name),
      await Promise.all(models.map((model) => floatsOf(model, name))),
    );
    const bits = new Uint16Array(elements);
    narrowBf16(merged, bits);
    await sink.write(new Uint8Array(bits.buffer), plan.at.get(name) ?? 0);
  }
  await sink.commit();
  for (const checkpoint of [base, ...models]) await checkpoint.close();
}
