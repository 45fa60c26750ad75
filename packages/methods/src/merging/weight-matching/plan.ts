import { InputError } from '@offprint/errors';
import type { Checkpoint, SourceReference } from '@offprint/files';
import { type Alignment, alignTensors, type FloatEntry } from '../../checkpoints/tensors.ts';
import type { Network, Piece } from './networks/network.ts';
import { type Recognised, recognise, type Shapes } from './networks/recognise.ts';
import { readSpecification } from './read-specification.ts';
import { componentsOf, type Group, type Specification, sizeOf } from './specification.ts';

/** The settings of a run, as the descriptor declares them. */
export interface Settings {
  readonly lambda: number;
  readonly specification: string;
  readonly heads: number;
  readonly stream: boolean;
  readonly wide: 'refuse' | 'leave' | 'greedy';
  readonly widest: number;
  readonly sweeps: number;
  readonly layer: string;
  readonly seed: number;
}

/** What a run does, with nothing left open. */
export interface Plan {
  readonly specification: Specification;
  /** Groups that are matched together; those left as they are stand in none. */
  readonly components: readonly (readonly number[])[];
  /** Groups that are too wide and keep their order. */
  readonly left: readonly number[];
  readonly network: Pick<Network, 'title' | 'notes'> | null;
  /** Parts of the network that can be run; none if the architecture is unknown. */
  readonly pieces: readonly Piece[];
}

/** Both networks, the tensors of which correspond. */
export interface Pair {
  readonly a: Checkpoint;
  readonly b: Checkpoint;
  /** Floating-point tensors, of a and of b. */
  readonly floats: readonly Alignment<FloatEntry>[];
  /** Others, which stay as they are. */
  readonly carried: readonly Alignment[];
}

/**
 * @throws InputError `merge/names-differ`, `merge/shapes-differ`, `merge/formats-differ`, `merge/nothing-to-merge`
 */
export function pairOf(a: Checkpoint, b: Checkpoint): Pair {
  for (const entry of a.tensors.values()) {
    const other = b.tensors.get(entry.name);
    if (other === undefined || String(other.shape) === String(entry.shape)) continue;
    const shapes = `[${other.shape.join(', ')}] in ${b.name} and [${entry.shape.join(', ')}] in ${a.name}`;
    throw new InputError('merge/shapes-differ', `Tensor “${entry.name}” has the shape ${shapes}.`, {
      hint: 'Units can only be matched one to one: choose networks of the same widths. PLeaS (arXiv 2407.02447) keeps units apart that have no partner.',
      where: { tensor: entry.name, file: b.name },
    });
  }
  const { merged, carried } = alignTensors(a, [b], 'error');
  return { a, b, floats: merged, carried };
}

/**
 * Settles which units change places: by the reader's specification, or by the architecture.
 * @param knownHeads the number of attention heads, where a configuration beside the weights tells it
 * @throws InputError `matching/specification`, `matching/same-permutation-twice`, `matching/unknown-architecture`,
 *   `matching/too-wide`, `merge/not-mergeable`
 */
export function planOf(pair: Pair, settings: Settings, knownHeads: number | null): Plan {
  const shapes: Shapes = new Map([...pair.a.tensors.values()].map(({ name, shape }) => [name, shape]));
  const heads = settings.heads > 0 ? settings.heads : knownHeads;
  const found = recognise(shapes, { heads: heads === null ? null : { heads }, stream: settings.stream });
  const network = 'reason' in found ? null : found;
  const given = settings.specification.trim();
  const specification = given === '' ? specificationOf(found, pair.a.name) : readSpecification(given, shapes);
  for (const { base } of pair.carried) {
    if (specification.axes[base.name]?.some((axis) => axis !== null) !== true || base.shape.length === 0) continue;
    throw new InputError('merge/not-mergeable', `Tensor “${base.name}” holds ${base.dtype} numbers.`, {
      hint: 'Only units with floating-point weights can be matched; convert quantised weights first.',
      where: { tensor: base.name, file: pair.a.name },
    });
  }
  const { left } = widthsOf(specification, settings);
  return {
    specification,
    components: componentsOf(specification)
      .map((groups) => groups.filter((group) => !left.includes(group)))
      .filter((groups) => groups.length > 0),
    left,
    network: network === null ? null : { title: network.title, notes: given === '' ? network.notes : [] },
    pieces: network?.pieces ?? [],
  };
}

function specificationOf(found: Recognised, name: string): Specification {
  if (!('reason' in found)) return found.specification;
  throw new InputError(
    'matching/unknown-architecture',
    `Which units of ${name} may change places is not known: ${found.reason}.`,
    {
      hint: 'Say which axes share a permutation in the setting specification; the README has the form.',
      where: { file: name },
    },
  );
}

/** Seconds for an exact assignment of so many units: measured 0.3 for 2,048, growing with the cube. */
const secondsFor = (units: number): number => 0.3 * (units / 2048) ** 3;

function widthsOf({ groups }: Specification, { wide, widest }: Settings): { readonly left: readonly number[] } {
  const over = [...groups.keys()].filter((index) => widthOf(groups[index]) > widest);
  const attention = over.find((index) => groups[index].kind === 'attention');
  if (over.length > 0 && (wide === 'refuse' || (wide === 'greedy' && attention !== undefined))) {
    const group = groups[attention ?? over[0]];
    const units = widthOf(group);
    const minutes = Math.ceil(secondsFor(units) / 60);
    const memory = ((8 * units * units) / 1e9).toFixed(1);
    throw new InputError(
      'matching/too-wide',
      `${group.name} has ${units.toLocaleString('en')} units, more than ${widest.toLocaleString('en')}: an exact assignment would take at least about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} and ${memory} GB in every sweep.`,
      {
        hint:
          group.kind === 'attention'
            ? 'Raise widest if that is acceptable, or set wide to leave: such units then keep their order.'
            : 'Set wide to greedy for a good but not the best order with a bound on what it misses, to leave for the old order, or raise widest.',
        where: { permutation: group.name, units },
      },
    );
  }
  return { left: wide === 'leave' ? over : [] };
}

/** The side of the largest table of gains of a group. */
function widthOf(group: Group): number {
  return group.kind === 'units' ? group.size : sizeOf(group, group.rotary ? 'value' : 'query');
}

/** What a task opens again. */
export interface Files {
  readonly a: readonly SourceReference[];
  readonly b: readonly SourceReference[];
}

/** The floating-point tensors on which one of these groups lies, of both networks. */
export function tensorsOn(
  { specification }: Plan,
  { floats }: Pair,
  groups: readonly number[],
): readonly Alignment<FloatEntry>[] {
  return floats.filter(({ base }) =>
    (specification.axes[base.name] ?? []).some((axis) => axis?.some(({ group }) => groups.includes(group))),
  );
}
