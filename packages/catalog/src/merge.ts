import type { PaperFacts, PaperField, Provenance } from './paper.ts';
import { paperFields } from './paper.ts';

/** What is known of a paper, and who said it. */
export interface Known {
  readonly facts: PaperFacts;
  readonly sources: Provenance;
}

/**
 * Whom to believe, most believed first. The project's own cards stand above all, so that what they say of the 74 papers
 * stays; captured pages come last, since they carry text that somebody else has cut. Sources not named here rank
 * between, in the order of their names, so that the outcome does not depend on which was imported first.
 */
const precedence: readonly string[] = ['cards', 'arxiv', 'bibtex', 'jsonl'];
const lastResort: readonly string[] = ['listing-page'];

function rankOf(source: string): number {
  const first = precedence.indexOf(source);
  if (first >= 0) return first;
  return lastResort.includes(source) ? precedence.length + 1 : precedence.length;
}

/** Whether `source` may replace what `holder` said. A source may always correct itself. */
export function mayReplace(source: string, holder: string): boolean {
  const difference = rankOf(source) - rankOf(holder);
  return difference < 0 || (difference === 0 && source <= holder);
}

function isKnown(value: PaperFacts[PaperField]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== null;
}

function isSame(one: PaperFacts[PaperField], other: PaperFacts[PaperField]): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((name, index) => name === other[index]);
  }
  return one === other;
}

/** The place on a day means nothing beside another day: whoever gives the day gives the place. */
function decidingField(field: PaperField): PaperField {
  return field === 'featuredRank' ? 'featuredOn' : field;
}

/**
 * Lays what one party says over what is known, field by field. A value is taken where none is known, or where its source
 * may replace the present one; a known value is never replaced by an unknown one.
 *
 * Taking the records of different sources in any order, each any number of times, gives the same.
 *
 * @param said what the other party says, and for each of its fields the source
 * @returns `known` itself when nothing changes
 */
export function mergeKnown(known: Known, said: Known): Known {
  const facts: Record<string, PaperFacts[PaperField]> = { ...known.facts };
  const sources: Record<string, string> = { ...known.sources };
  let changed = false;
  for (const field of paperFields) {
    const deciding = decidingField(field);
    const source = said.sources[deciding];
    if (source === undefined || !isKnown(said.facts[deciding])) continue;
    const holder = known.sources[deciding];
    if (holder !== undefined && isKnown(known.facts[deciding]) && !mayReplace(source, holder)) continue;
    if (isSame(known.facts[field], said.facts[field]) && known.sources[field] === said.sources[field]) continue;
    facts[field] = said.facts[field];
    if (isKnown(said.facts[field])) sources[field] = source;
    else delete sources[field];
    changed = true;
  }
  return changed ? { facts: facts as unknown as PaperFacts, sources } : known;
}

/** What `source` says, as the other side of `mergeKnown`. */
export function saidBy(source: string, facts: PaperFacts): Known {
  const sources: Partial<Record<PaperField, string>> = {};
  for (const field of paperFields) if (isKnown(facts[field])) sources[field] = source;
  return { facts, sources };
}
