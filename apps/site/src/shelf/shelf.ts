import { type Family, families } from '@offprint/catalog';
import { type Method, methods } from '@offprint/methods';
import { architectureSearch } from './architecture-search.ts';
import { clustering } from './clustering.ts';
import { compression } from './compression.ts';
import { evaluation } from './evaluation.ts';
import { geometry } from './geometry.ts';
import { graphs } from './graphs.ts';
import { merging } from './merging.ts';
import { optimisation } from './optimisation.ts';
import { arrow, box, ink, out, type Picture } from './pens.ts';
import { representation } from './representation.ts';
import { selection } from './selection.ts';
import { tables } from './tables.ts';
import { trust } from './trust.ts';

/** What is known of a method before it runs, and its picture. */
export interface ShelfEntry {
  /** The slug of the paper, and the id of the method once it runs. */
  readonly id: string;
  readonly name: string;
  /** `models, unlabelled rows` */
  readonly takes: string;
  /** `model` */
  readonly gives: string;
  readonly picture: Picture;
}

export interface ShelvedMethod extends ShelfEntry {
  readonly family: Family;
  /** Null until it runs. */
  readonly method: Method | null;
}

const entries: Readonly<Record<Family, readonly ShelfEntry[]>> = {
  merging,
  representation,
  selection,
  clustering,
  graphs,
  trust,
  geometry,
  tables,
  optimisation,
  compression,
  evaluation,
  'architecture-search': architectureSearch,
};

/** For a method that has none of its own: something goes in, something comes out. */
const plainPicture: Picture = [ink(box(4, 9, 9, 14)), out(arrow(17, 16, 28, 16, 5))];

function shelved(family: Family, registry: ReadonlyMap<string, Method>): ShelvedMethod[] {
  const known = entries[family];
  const ids = new Set(known.map((entry) => entry.id));
  const others = [...registry.values()].filter((method) => method.family === family && !ids.has(method.id));
  return [
    ...known.map((entry) => {
      const method = registry.get(entry.id) ?? null;
      // What the descriptor says is what runs.
      return method === null
        ? { ...entry, family, method }
        : { ...entry, name: method.name, takes: method.takes, gives: method.gives, family, method };
    }),
    ...others.map((method) => ({
      id: method.id,
      name: method.name,
      takes: method.takes,
      gives: method.gives,
      picture: plainPicture,
      family,
      method,
    })),
  ];
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
