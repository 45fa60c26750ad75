import { mayShareAuthors } from './author.ts';
import { type Known, mergeKnown } from './merge.ts';
import type { PaperFacts } from './paper.ts';
import type { Held } from './rows.ts';
import { titleKeyOf } from './title-key.ts';

/** One paper while a batch is worked on. */
export interface Entry {
  held: Held;
  /** Not in the database yet. */
  readonly added: boolean;
  changed: boolean;
  /** The entry that it turned out to be. */
  survivor: Entry | null;
}

/** The papers that a batch may meet, found by what identifies a paper. */
export class Meeting {
  readonly entries: Entry[] = [];
  readonly #bySlug = new Map<string, Entry>();
  readonly #byArxivId = new Map<string, Entry>();
  readonly #byTitle = new Map<string, Entry[]>();

  add(held: Held, added: boolean): Entry {
    const entry: Entry = { held, added, changed: added, survivor: null };
    this.entries.push(entry);
    this.#file(entry);
    return entry;
  }

  /** Where the record of a paper belongs, and which entries it shows to be that same paper. */
  find(facts: PaperFacts): { readonly entry: Entry | null; readonly alsoSame: readonly Entry[] } {
    const named = distinct([
      facts.slug === null ? undefined : this.#bySlug.get(facts.slug),
      facts.arxivId === null ? undefined : this.#byArxivId.get(facts.arxivId),
    ]);
    const entry = named.find(isLive) ?? named[0] ?? this.#titled(facts);
    if (entry === null) return { entry, alsoSame: [] };
    const titled = named.length === 0 ? null : this.#titled(facts);
    const others = distinct([...named, titled ?? undefined]).filter((other) => other !== entry);
    return { entry, alsoSame: others.filter((other) => mayBeSame(other.held.facts, entry.held.facts)) };
  }

  /** Lays a record over an entry. True when that changed something. */
  merge(entry: Entry, said: Known): boolean {
    const free = this.#withoutTakenNames(entry, said);
    const merged = mergeKnown(entry.held, free);
    if (merged === entry.held) return false;
    const { slug, arxivId } = entry.held.facts;
    if (slug !== null) this.#bySlug.delete(slug);
    if (arxivId !== null) this.#byArxivId.delete(arxivId);
    entry.held = { ...entry.held, ...merged };
    entry.changed = true;
    this.#file(entry);
    return true;
  }

  /** Makes one paper of two: `loser` hands over what it knows, and its names. */
  unite(entry: Entry, loser: Entry): void {
    loser.survivor = entry;
    loser.changed = true;
    const { slug, arxivId } = loser.held.facts;
    if (slug !== null) this.#bySlug.delete(slug);
    if (arxivId !== null) this.#byArxivId.delete(arxivId);
    if (isLive(loser)) this.merge(entry, loser.held);
  }

  #titled(facts: PaperFacts): Entry | null {
    const same = (this.#byTitle.get(titleKeyOf(facts.title)) ?? []).filter(
      (entry) => entry.survivor === null && mayBeSame(entry.held.facts, facts),
    );
    if (same.length < 2) return same[0] ?? null;
    // Several papers of one title: a record without identifier belongs to none that has one.
    const unnamed = same.filter((entry) => entry.held.facts.arxivId === null && entry.held.facts.slug === null);
    return oldest(unnamed);
  }

  /** A slug or arXiv identifier has one owner; a record cannot take it from there. */
  #withoutTakenNames(entry: Entry, said: Known): Known {
    const { slug, arxivId } = said.facts;
    const slugOwner = slug === null ? undefined : this.#bySlug.get(slug);
    const arxivOwner = arxivId === null ? undefined : this.#byArxivId.get(arxivId);
    const slugFree = slugOwner === undefined || slugOwner === entry;
    const arxivFree = arxivOwner === undefined || arxivOwner === entry;
    if (slugFree && arxivFree) return said;
    const facts = { ...said.facts, slug: slugFree ? slug : null, arxivId: arxivFree ? arxivId : null };
    return { facts, sources: said.sources };
  }

  #file(entry: Entry): void {
    const { slug, arxivId, title } = entry.held.facts;
    if (slug !== null) this.#bySlug.set(slug, entry);
    if (arxivId !== null) this.#byArxivId.set(arxivId, entry);
    const key = titleKeyOf(title);
    const titled = this.#byTitle.get(key) ?? [];
    if (!titled.includes(entry)) titled.push(entry);
    this.#byTitle.set(key, titled);
  }
}

export function isLive(entry: Entry): boolean {
  return entry.held.deletedAt === null;
}

/** Whether nothing speaks against two sets of facts being about one paper: other identifiers, or all other authors. */
function mayBeSame(one: PaperFacts, other: PaperFacts): boolean {
  if (one.arxivId !== null && other.arxivId !== null && one.arxivId !== other.arxivId) return false;
  if (one.slug !== null && other.slug !== null && one.slug !== other.slug) return false;
  return mayShareAuthors(one.authors, other.authors);
}

function distinct(entries: readonly (Entry | undefined)[]): Entry[] {
  return [...new Set(entries.filter((entry) => entry !== undefined))];
}

function oldest(entries: readonly Entry[]): Entry | null {
  return entries.reduce<Entry | null>(
    (first, entry) => (first === null || entry.held.id < first.held.id ? entry : first),
    null,
  );
}
