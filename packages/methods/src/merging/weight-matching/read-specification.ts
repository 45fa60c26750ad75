import { InputError } from '@offprint/errors';
import { z } from 'zod';
import { type Axis, type Group, groupsOf, type Part, type Segment, type Specification } from './specification.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;

const axisWords = z.union([z.null(), z.string(), z.array(z.string()).min(1)]);
const count = z.int().min(1);

/** What a reader writes as JSON. */
const written = z.strictObject({
  permutations: z.array(z.string()).optional(),
  attention: z
    .record(
      z.string(),
      z.strictObject({ heads: count, keyValueHeads: count.optional(), rotary: z.boolean().default(false) }),
    )
    .default({}),
  axes: z.record(z.string(), z.array(axisWords)),
});

const parts: Readonly<Record<string, Part>> = { q: 'query', k: 'key', v: 'value', o: 'output' };

const hint =
  'Write {"axes": {"fc1.weight": ["P1", null], "fc1.bias": ["P1"], "fc2.weight": [null, "P1"]}}: a name or null for every axis; the README has the whole form.';

function refuse(message: string, where: Readonly<Record<string, string | number>> = {}): InputError {
  return new InputError('matching/specification', message, { hint, where: { setting: 'specification', ...where } });
}

/**
 * Reads a specification, and how many units each name has from the shapes of the tensors.
 * @throws InputError `matching/specification`, `matching/same-permutation-twice`
 */
export function readSpecification(text: string, shapes: Shapes): Specification {
  return resolveSpecification(parseJson(text), shapes);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw refuse(`The specification is not JSON: ${thrown instanceof Error ? thrown.message.replace(/\.$/, '') : ''}.`);
  }
}

/** As `readSpecification`, of JSON that is parsed already. */
export function resolveSpecification(json: unknown, shapes: Shapes): Specification {
  const parsed = written.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue.path.length === 0 ? 'the whole' : issue.path.join('.');
    throw refuse(`The specification cannot be read at ${place}: ${issue.message.toLowerCase()}.`);
  }
  const { permutations = [], attention, axes } = parsed.data;
  const names = new Map<string, number>();
  const indexOf = (name: string): number => {
    const found = names.get(name) ?? names.size;
    names.set(name, found);
    return found;
  };
  for (const name of permutations) indexOf(name);
  const parsedAxes = Object.entries(axes).map(([tensor, words]) => {
    const shape = shapes.get(tensor);
    if (shape === undefined) throw refuse(`The specification names “${tensor}”, which is no tensor.`, { tensor });
    if (shape.length !== words.length) {
      throw refuse(`“${tensor}” has ${shape.length} axes, and the specification gives ${words.length}.`, { tensor });
    }
    const list = words.map((word) => axisOf(word, attention, indexOf, tensor));
    return { tensor, shape, list };
  });
  const groups = sizeGroups([...names.keys()], attention, parsedAxes);
  const specification = { groups, axes: Object.fromEntries(parsedAxes.map(({ tensor, list }) => [tensor, list])) };
  refuseTwice(specification);
  return specification;
}

type AttentionWords = z.infer<typeof written>['attention'];

function axisOf(
  word: z.infer<typeof axisWords>,
  attention: AttentionWords,
  indexOf: (name: string) => number,
  tensor: string,
): Axis {
  if (word === null) return null;
  return (Array.isArray(word) ? word : [word]).map((one) => segmentOf(one, attention, indexOf, tensor));
}

/** `P`, `P*49`, `49*P`, and `A.q`, `A.k`, `A.v`, `A.o` of an attention layer. */
function segmentOf(
  word: string,
  attention: AttentionWords,
  indexOf: (name: string) => number,
  tensor: string,
): Segment {
  const [, before, name, after] = /^(?:(\d+)\*)?([^*]+?)(?:\*(\d+))?$/.exec(word) ?? [];
  if (name === undefined) throw refuse(`“${word}” on an axis of “${tensor}” is no name of a permutation.`, { tensor });
  const [outer, inner] = [Number(before ?? 1), Number(after ?? 1)];
  const dot = name.lastIndexOf('.');
  const [owner, letter] = [name.slice(0, dot), name.slice(dot + 1)];
  if (dot > 0 && attention[owner] !== undefined) {
    const part = parts[letter];
    if (part === undefined || outer !== 1 || inner !== 1) {
      throw refuse(`“${word}” on an axis of “${tensor}” must end in .q, .k, .v or .o.`, { tensor });
    }
    return { group: indexOf(owner), part, outer, inner };
  }
  if (attention[name] !== undefined) {
    throw refuse(`“${word}” on an axis of “${tensor}” must end in .q, .k, .v or .o.`, { tensor });
  }
  return { group: indexOf(name), part: 'units', outer, inner };
}

interface ReadAxes {
  readonly tensor: string;
  readonly shape: readonly number[];
  readonly list: readonly Axis[];
}

/** Solves for the size of each group: every axis on which one size is unknown gives it; all others must agree. */
function sizeGroups(names: readonly string[], attention: AttentionWords, axes: readonly ReadAxes[]): Group[] {
  const heads = names.map((name) => attention[name]);
  heads.forEach((words, index) => {
    if (words === undefined || words.heads % (words.keyValueHeads ?? words.heads) === 0) return;
    throw refuse(`The heads of ${names[index]} are not a multiple of its heads of keys and values.`);
  });
  /** Numbers on the axis for each unit, or for each number in a head. */
  const weightOf = ({ group, part, outer, inner }: Segment): number => {
    const words = heads[group];
    if (words === undefined) return outer * inner;
    return part === 'query' || part === 'output' ? words.heads : (words.keyValueHeads ?? words.heads);
  };
  const sizes = new Map<number, number>();
  const all = axes.flatMap(({ tensor, shape, list }) =>
    list.flatMap((axis, index) => (axis === null ? [] : [{ tensor, index, axis, length: shape[index] }])),
  );
  for (let before = -1; before < sizes.size; ) {
    before = sizes.size;
    for (const { tensor, index, axis, length } of all) {
      const unknown = [...new Set(axis.map(({ group }) => group).filter((group) => !sizes.has(group)))];
      if (unknown.length > 1) continue;
      const known = axis.reduce((sum, segment) => sum + weightOf(segment) * (sizes.get(segment.group) ?? 0), 0);
      const weight = axis.reduce((sum, one) => sum + (one.group === unknown[0] ? weightOf(one) : 0), 0);
      const size = weight === 0 ? 1 : (length - known) / weight;
      if (!Number.isInteger(size) || size < 1 || (weight === 0 && known !== length)) {
        const words = axis.map(({ group }) => names[group]).join(', ');
        throw refuse(`Axis ${index} of “${tensor}” has ${length} numbers, which does not suit ${words}.`, { tensor });
      }
      if (weight > 0) sizes.set(unknown[0], size);
    }
  }
  return names.map((name, index): Group => {
    const size = sizes.get(index);
    if (size === undefined) throw refuse(`The shapes do not tell how many units ${name} has.`);
    const words = heads[index];
    if (words === undefined) return { kind: 'units', name, size };
    const keys = words.keyValueHeads ?? words.heads;
    const shared = { kind: 'attention', name, rotary: words.rotary } as const;
    return { ...shared, heads: keys, queries: words.heads / keys, inner: size };
  });
}

/**
 * The same units on two axes of one tensor make the objective quadratic: no linear assignment finds the best order.
 * @throws InputError `matching/same-permutation-twice`
 */
export function refuseTwice({ groups, axes }: Specification): void {
  for (const [tensor, list] of Object.entries(axes)) {
    const seen = new Set<number>();
    for (const axis of list) {
      const here = groupsOf([axis]);
      const twice = here.find((group) => seen.has(group));
      if (twice !== undefined) {
        throw new InputError(
          'matching/same-permutation-twice',
          `${groups[twice].name} lies on two axes of “${tensor}”.`,
          {
            hint: 'Give the two axes permutations of their own, or leave both out: a permutation on both sides of one tensor is no linear assignment.',
            where: { tensor, permutation: groups[twice].name },
          },
        );
      }
      for (const group of here) seen.add(group);
    }
  }
}
