import type { Family } from '@offprint/methods/family';
import { architectureSearch } from './architecture-search.ts';
import type { Card, WrittenCard } from './card.ts';
import { clustering } from './clustering.ts';
import { compression } from './compression.ts';
import { evaluation } from './evaluation.ts';
import { geometry } from './geometry.ts';
import { graphs } from './graphs.ts';
import { merging } from './merging.ts';
import { optimisation } from './optimisation.ts';
import { representation } from './representation.ts';
import { selection } from './selection.ts';
import { tables } from './tables.ts';
import { trust } from './trust.ts';

export type { Card } from './card.ts';

const written: Record<Family, readonly WrittenCard[]> = {
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

/** The 74 cards of the collection, in the order of the page that it was taken from. */
export const cards: readonly Card[] = Object.entries(written)
  .flatMap(([family, group]) => group.map((card): Card => ({ ...card, family: family as Family })))
  .sort((one, other) => one.order - other.order);

const bySlug = new Map(cards.map((card) => [card.slug, card]));

/** The card of a paper of the collection, by its slug. */
export function findCard(slug: string): Card | undefined {
  return bySlug.get(slug);
}
