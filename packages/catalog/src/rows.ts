import { isFamily } from '@offprint/methods/family';
import type { Database, PaperRow, Store } from '@offprint/store';
import type { Kysely } from 'kysely';
import { arxivYear } from './arxiv-id.ts';
import type { Known } from './merge.ts';
import type { Paper, PaperFacts, Provenance } from './paper.ts';

/** A handle for reading: the store's own, or that of a transaction. */
export type Reader = Kysely<Database>;

/** A handle for writing, which only `store.write` gives. */
export type Writer = Parameters<Parameters<Store['write']>[0]>[0];

/** What the column `sources` holds; `{}` where nothing is remembered. */
interface StoredSources {
  readonly gave?: Provenance;
  /** For a row that turned out to be another paper: the id of that paper. */
  readonly joinedTo?: string;
}

/** A row as `put` works on it. */
export interface Held extends Known {
  readonly id: string;
  readonly createdAt: number;
  readonly deletedAt: number | null;
}

function storedSources(row: PaperRow): StoredSources {
  return JSON.parse(row.sources) as StoredSources;
}

function factsOf(row: PaperRow): PaperFacts {
  return {
    slug: row.slug,
    arxivId: row.arxiv_id,
    title: row.title,
    authors: JSON.parse(row.authors) as readonly string[],
    year: row.year,
    venue: row.venue,
    summary: row.summary,
    abstract: row.abstract,
    family: row.family !== null && isFamily(row.family) ? row.family : null,
    codeUrl: row.code_url,
    submittedOn: row.submitted_on,
    listedOn: row.listed_on,
    featuredOn: row.featured_on,
    featuredRank: row.featured_rank,
  };
}

export function paperOf(row: PaperRow): Paper {
  const facts = factsOf(row);
  return {
    id: row.id,
    ...facts,
    year: facts.year ?? (facts.arxivId === null ? null : arxivYear(facts.arxivId)),
    sources: storedSources(row).gave ?? {},
    change: row.change,
    deleted: row.deleted_at !== null,
  };
}

export function heldOf(row: PaperRow): Held {
  return {
    id: row.id,
    facts: factsOf(row),
    sources: storedSources(row).gave ?? {},
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
  };
}

/** The paper that a row was found to be, for rows that were joined to another. */
export function joinedTo(row: PaperRow): string | null {
  return storedSources(row).joinedTo ?? null;
}

export function rowOf(held: Held, titleKey: string, now: number, change: number): PaperRow {
  const { facts } = held;
  const sources: StoredSources = { gave: held.sources };
  return {
    id: held.id,
    slug: facts.slug,
    arxiv_id: facts.arxivId,
    title: facts.title,
    title_key: titleKey,
    authors: JSON.stringify(facts.authors),
    year: facts.year,
    venue: facts.venue,
    summary: facts.summary,
    abstract: facts.abstract,
    family: facts.family,
    code_url: facts.codeUrl,
    submitted_on: facts.submittedOn,
    listed_on: facts.listedOn,
    featured_on: facts.featuredOn,
    featured_rank: facts.featuredRank,
    sources: JSON.stringify(sources),
    created_at: held.createdAt,
    updated_at: now,
    deleted_at: held.deletedAt,
    change,
  };
}

/** What is written to a row that turned out to be another paper: it keeps its text, and gives up what it is found by. */
export function joinedRow(held: Held, survivor: string, now: number, change: number): Partial<PaperRow> {
  const sources: StoredSources = { gave: held.sources, joinedTo: survivor };
  return {
    slug: null,
    arxiv_id: null,
    title_key: '',
    sources: JSON.stringify(sources),
    updated_at: now,
    deleted_at: held.deletedAt ?? now,
    change,
  };
}
