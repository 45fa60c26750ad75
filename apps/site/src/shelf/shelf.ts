import { cards, type Family, families } from '@offprint/catalog';
import { type Method, methods } from '@offprint/methods';
import { architectureSearch } from './architecture-search.ts';
import { clustering } from './clustering.ts';
import { compression } from './compression.ts';
import { evaluation } from './evaluation.ts';
import { geometry } from './geometry.ts';
import { graphs } from './graphs.ts';
import { merging } from './merging.ts';
import { optimisation } from './optimisation.ts';
import { arrow, box, ink, out, type Picture, type Pictures } from './pens.ts';
import { representation } from './representation.ts';
import { selection } from './selection.ts';
import { tables } from './tables.ts';
import { trust } from './trust.ts';

/** A method as the pages list it, whether it runs or not yet. */
export interface ShelvedMethod {
  /** The slug of the paper, and the id of the method once it runs. */
  readonly id: string;
  readonly family: Family;
  readonly name: string;
  /** `models, unlabelled rows` */
  readonly takes: string;
  /** `model` */
  readonly gives: string;
  readonly picture: Picture;
  /** Null until it runs. */
  readonly method: Method | null;
}

const pictures: Pictures = {
  ...merging,
  ...representation,
  ...selection,
  ...clustering,
  ...graphs,
  ...trust,
  ...geometry,
  ...tables,
  ...optimisation,
  ...compression,
  ...evaluation,
  ...architectureSearch,
};

/** For a method that has none of its own: something goes in, something comes out. */
const plainPicture: Picture = [ink(box(4, 9, 9, 14)), out(arrow(17, 16, 28, 16, 5))];

function shelved(family: Family, registry: ReadonlyMap<string, Method>): ShelvedMethod[] {
  const known = cards.filter((card) => card.family === family);
  const ids = new Set(known.map(({ slug }) => slug));
  const others = [...registry.values()].filter((method) => method.family === family && !ids.has(method.id));
  return [...known.map(({ slug, method }) => ({ id: slug, ...method })), ...others].map((entry) => {
    const method = registry.get(entry.id) ?? null;
    // What the descriptor says is what runs.
    const { name, takes, gives } = method ?? entry;
    return { id: entry.id, family, name, takes, gives, picture: pictures[entry.id] ?? plainPicture, method };
  });
}

/** All methods by family, in the order of the pages; those of a family by name. */
export function shelf(
  registry: ReadonlyMap<string, Method> = methods,
): { readonly family: Family; readonly methods: readonly ShelvedMethod[] }[] {
  return families.map((family) => ({
    family,
    methods: shelved(family, registry).sort((a, b) => a.name.localeCompare(b.name, 'en', { sensitivity: 'base' })),
  }));
}

/** One method by its id; undefined for an unknown one. */
export function onShelf(id: string): ShelvedMethod | undefined {
  return shelf()
    .flatMap((part) => part.methods)
    .find((entry) => entry.id === id);
}
