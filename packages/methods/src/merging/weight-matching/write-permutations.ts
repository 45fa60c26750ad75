import type { Permutation } from './permutation.ts';
import type { Axis, Group, Part, Segment, Specification } from './specification.ts';

const letters: Readonly<Record<Part, string>> = { units: '', query: '.q', key: '.k', value: '.v', output: '.o' };

type Words = string | string[] | null;

/** A specification as a reader writes it; `resolveSpecification` reads it back. */
export function writeSpecification({ groups, axes }: Specification) {
  const attention = groups.flatMap((group) =>
    group.kind === 'units'
      ? []
      : [
          [
            group.name,
            { heads: group.heads * group.queries, keyValueHeads: group.heads, rotary: group.rotary },
          ] as const,
        ],
  );
  return {
    permutations: groups.map(({ name }) => name),
    attention: Object.fromEntries(attention),
    axes: Object.fromEntries(
      Object.entries(axes)
        .filter(([, list]) => list.some((axis) => axis !== null))
        .map(([tensor, list]) => [tensor, list.map((axis) => wordsOf(axis, groups))]),
    ),
  };
}

function wordsOf(axis: Axis, groups: readonly Group[]): Words {
  const words = axis?.map((segment) => wordOf(segment, groups)) ?? [];
  return axis === null ? null : words.length === 1 ? words[0] : words;
}

function wordOf({ group, part, outer, inner }: Segment, groups: readonly Group[]): string {
  const name = `${groups[group].name}${letters[part]}`;
  return `${outer === 1 ? '' : `${outer}*`}${name}${inner === 1 ? '' : `*${inner}`}`;
}

/**
 * The file of permutations: for each name the unit of b that comes to each place, the specification, and the order in
 * which every sweep went over the names, by which it can be repeated elsewhere.
 */
export function writePermutations(
  specification: Specification,
  permutations: readonly Permutation[],
  sweeps: readonly (readonly string[])[],
): string {
  const orders = specification.groups.map(({ name }, index) => [name, orderOf(permutations[index])] as const);
  const whole = {
    about: 'The number at place i of a permutation is the unit of network b that comes to place i.',
    permutations: Object.fromEntries(orders),
    sweeps,
    specification: writeSpecification(specification),
  };
  return `${JSON.stringify(whole)}\n`;
}

function orderOf(permutation: Permutation): number[] | Record<string, number[]> {
  if (permutation.kind === 'units') return [...permutation.units];
  const { heads, queries, keys, values } = permutation;
  return { heads: [...heads], queries: [...queries], keys: [...keys], values: [...values] };
}
