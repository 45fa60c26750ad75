/**
 * The methods as one would write them down: whole tensors in plain TypeScript on one thread, an array for each step, and
 * sorting where there is a rank.
 */
import { type Checkpoint, openCheckpoint, planSafetensors, type TensorEntry } from '@offprint/files';
import { fileSink } from '@offprint/files/node';
import { narrowBf16, widenBf16 } from '@offprint/numerics';
import { dare, drawMask } from '../dare/dare.ts';
import { fisherMerge } from '../fisher-merging/fisher.ts';
import { average } from '../linear-averaging/averaging.ts';
import { modelStock } from '../model-stock/model-stock.ts';
import { pcbMerge } from '../pcb-merging/pcb.ts';
import { slerp } from '../slerp/slerp.ts';
import { taskArithmetic } from '../task-arithmetic/task-arithmetic.ts';

/** A tensor of every file that a case reads. */
interface Tensors {
  readonly name: string;
  readonly base: Float32Array;
  readonly models: readonly Float32Array[];
  readonly fishers: readonly Float32Array[];
}

const precise = { rounding: 'precise', format: 'BF16' } as const;
const sum = { ...precise, weights: [1, 1, 1], normalise: false, lambda: 0.4 } as const;

/** The indices of changes by rising magnitude. The engine sorts 64-bit integers fastest: magnitude above, index below. */
function rankedByMagnitude(changes: Float32Array): (place: number) => number {
  const keys = new Uint32Array(changes.buffer);
  const sortable = new BigUint64Array(changes.length);
  const halves = new Uint32Array(sortable.buffer);
  for (let i = 0; i < changes.length; i++) {
    halves[2 * i] = i;
    halves[2 * i + 1] = keys[i] & 0x7fffffff;
  }
  sortable.sort();
  return (place) => halves[2 * place];
}

/** The changes at the places from `first` to before `end` when they are sorted by falling magnitude; 0 elsewhere. */
function between(changes: Float32Array, first: number, end: number): Float32Array {
  const indexAt = rankedByMagnitude(changes);
  const kept = new Float32Array(changes.length);
  for (let place = first; place < end; place++) {
    const index = indexAt(changes.length - 1 - place);
    kept[index] = changes[index];
  }
  return kept;
}

function changesOf({ base, models }: Tensors): Float32Array[] {
  return models.map((model) => model.map((value, p) => value - base[p]));
}

function ties(tensors: Tensors): Float32Array {
  const { base } = tensors;
  const stacked = changesOf(tensors).map((changes) => between(changes, 0, Math.trunc(0.2 * changes.length)));
  const sums = base.map((_, p) => stacked.reduce((total, changes) => total + changes[p], 0));
  const signs = sums.map((value) => (value >= 0 ? 1 : -1));
  const masked = stacked.map((changes) => changes.map((change, p) => (Math.sign(change) === signs[p] ? change : 0)));
  const counts = base.map((_, p) => masked.reduce((count, changes) => count + (changes[p] === 0 ? 0 : 1), 0));
  const totals = base.map((_, p) => masked.reduce((total, changes) => total + changes[p], 0));
  return base.map((value, p) => value + totals[p] / Math.max(1, counts[p]));
}

function breadcrumbs(tensors: Tensors): Float32Array {
  const { base } = tensors;
  const stacked = changesOf(tensors).map((changes) => {
    const top = Math.trunc(0.01 * changes.length);
    return between(changes, top, top + Math.trunc(0.3 * changes.length));
  });
  return base.map((value, p) => value + 0.4 * stacked.reduce((total, changes) => total + changes[p], 0));
}

const twins: Readonly<Record<string, (tensors: Tensors) => ArrayLike<number>>> = {
  averaging: ({ models }) => average(models, { ...sum, normalise: true }),
  'task-arithmetic': ({ base, models }) => taskArithmetic(base, models, sum),
  ties,
  dare: ({ name, base, models }) => {
    const masks = models.map((model, index) => drawMask(1, name, index, 0.1, model.length));
    return dare(base, models, masks, { ...sum, densities: [0.1, 0.1, 0.1], rescale: 'paper', combine: 'linear' });
  },
  breadcrumbs,
  slerp: ({ models }) => slerp(models[0], models[1], 0.5, 'BF16'),
  'model-stock': ({ base, models }) =>
    modelStock(base, models, { ...precise, rowLength: Math.max(1, base.length), guard: true }),
  pcb(tensors) {
    const changes = changesOf(tensors).map((change) => Float64Array.from(change));
    const { change } = pcbMerge(changes, { ratio: 0.1, lambdas: [1, 1, 1], variant: 'language' });
    return tensors.base.map((value, p) => value + change[p]);
  },
  fisher: ({ models, fishers }) =>
    fisherMerge(models, fishers, {
      coefficients: [1 / 3, 1 / 3, 1 / 3],
      floor: 1e-6,
      favourTarget: false,
      norms: null,
      variant: 'authors',
    }),
};

/** The files of a twin, by what they are. */
export interface TwinFiles {
  /** The first model where there is no base. */
  readonly base: string;
  readonly models: readonly string[];
  readonly fishers: readonly string[];
}

/** Merges bfloat16 files tensor by tensor. */
export async function runTwin(name: string, files: TwinFiles, out: string): Promise<void> {
  const open = (path: string): Promise<Checkpoint> => openCheckpoint([{ kind: 'path', path }]);
  const base = await open(files.base);
  const models = await Promise.all(files.models.map(open));
  const fishers = await Promise.all(files.fishers.map(open));
  const plan = planSafetensors([...base.tensors.values()], base.metadata);
  const sink = await fileSink(out);
  await sink.write(plan.header, 0);
  for (const { name: tensor, elements } of base.tensors.values()) {
    const floats = (checkpoint: Checkpoint): Promise<Float32Array> => floatsOf(checkpoint, tensor);
    const merged = twins[name]({
      name: tensor,
      base: await floats(base),
      models: await Promise.all(models.map(floats)),
      fishers: await Promise.all(fishers.map(floats)),
    });
    const bits = new Uint16Array(elements);
    narrowBf16(merged instanceof Float32Array ? merged : Float32Array.from(merged), bits);
    await sink.write(new Uint8Array(bits.buffer), plan.at.get(tensor) ?? 0);
  }
  await sink.commit();
  for (const checkpoint of [base, ...models, ...fishers]) await checkpoint.close();
}

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
