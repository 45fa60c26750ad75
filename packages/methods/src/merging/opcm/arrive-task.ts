import type { SourceReference } from '@offprint/files';
import { linearAlgebra } from '@offprint/numerics';
import { readFiniteNumbers } from '../../checkpoints/tensor-numbers.ts';
import type { FloatEntry } from '../../checkpoints/tensors.ts';
import type { Task } from '../../method.ts';
import { type Arrival, arrive, type ProjectionOptions } from './opcm.ts';

export interface ArriveItem {
  readonly files: readonly (readonly SourceReference[])[];
  readonly names: readonly string[];
  /** The same tensor of the base, of the earlier merged model if there is one, and of every arriving model. */
  readonly base: FloatEntry;
  readonly earlier: FloatEntry | null;
  readonly models: readonly FloatEntry[];
  /** λ of the earlier merged model. */
  readonly scale: number;
  /** Whether it is a weight whose changes are projected. */
  readonly projects: boolean;
  readonly options: ProjectionOptions;
}

export interface ArriveResult {
  readonly sum: Float64Array<ArrayBuffer>;
  readonly arrivals: readonly Arrival[];
}

/** Lets the changes of one tensor arrive. Files: the base, the earlier model if there is one, the models. */
export const arriveTensor: Task<ArriveItem, ArriveResult> = async (item, services) => {
  const algebra = await linearAlgebra();
  const open = (file: number) => services.openCheckpoint(item.files[file]);
  const base = await readFiniteNumbers(await open(0), item.base, item.names[0]);
  const first = item.earlier === null ? 1 : 2;
  const changeFrom = async (file: number, entry: FloatEntry): Promise<Float64Array> => {
    const own = await readFiniteNumbers(await open(file), entry, item.names[file]);
    return own.map((value, p) => value - base[p]);
  };
  const merged = item.earlier === null ? null : await changeFrom(1, item.earlier);
  const before = merged?.map((value) => value * item.scale) ?? null;
  const changes: Float64Array[] = [];
  for (const [index, entry] of item.models.entries()) changes.push(await changeFrom(first + index, entry));
  const shape = item.projects ? ([item.base.shape[0], item.base.shape[1]] as const) : null;
  const { sum, arrivals } = arrive(algebra, before, changes, shape, item.options);
  const own = Float64Array.from(sum);
  return { result: { sum: own, arrivals }, transfer: [own.buffer] };
};
