import type { IndexedDocument } from '../document.ts';
import { indexDocuments } from '../segment/index-documents.ts';
import { positionOf } from '../segment/string-table.ts';
import { mergeParts } from './merge.ts';
import { paced } from './paced.ts';
import { find, type Part, partOf, retire } from './part.ts';

/** All that is indexed: a few parts, whose statistics are summed, so that scores equal those of one big part. */
export interface Collection {
  /** The largest first, as a rule; at most `mostParts` between two changes. */
  parts: readonly Part[];
  /** The change number up to which the feed is in. */
  change: number;
}

/** Every part is looked into for every query; twenty cost four times as much as one (measured on 70,000 papers). */
const mostParts = 8;

/** A part is merged into the one before unless that is so many times larger: each paper is then moved a logarithmic number of times. */
const growth = 2;

export function emptyCollection(): Collection {
  return { parts: [], change: 0 };
}

export function countDocuments(collection: Collection): number {
  return collection.parts.reduce((sum, part) => sum + part.documents, 0);
}

/** Mean length of the documents, 0 when there are none. */
export function meanLength(collection: Collection): number {
  const documents = countDocuments(collection);
  return documents === 0 ? 0 : collection.parts.reduce((sum, part) => sum + part.length, 0) / documents;
}

/** Documents that have the term. */
export function countWithTerm(collection: Collection, term: string): number {
  let documents = 0;
  for (const part of collection.parts) {
    const position = positionOf(part.segment.terms, term);
    if (position >= 0) documents += part.termDocuments[position];
  }
  return documents;
}

/** Where a document is, or null. */
export function locate(collection: Collection, id: string): { part: Part; document: number } | null {
  for (const part of collection.parts) {
    const document = find(part, id);
    if (document >= 0) return { part, document };
  }
  return null;
}

/**
 * Takes in one page of changes. The collection is whole at every moment: readers in between see all of the page or
 * nothing of it. Not to be called while another call is under way. While `more` pages follow at once, parts are merged
 * only when they are too many: many at a time, so that each paper is moved less often.
 */
export async function applyChanges(
  collection: Collection,
  documents: readonly IndexedDocument[],
  reached: number,
  more: boolean,
): Promise<void> {
  const latest = new Map(documents.map((document) => [document.id, document]));
  const present = [...latest.values()].filter(({ deleted }) => !deleted);
  const fresh = present.length === 0 ? null : partOf(await paced(indexDocuments(present)));

  for (const id of latest.keys()) {
    const place = locate(collection, id);
    if (place !== null) retire(place.part, place.document);
  }
  collection.parts = [...collection.parts, ...(fresh === null ? [] : [fresh])].filter((part) => part.documents > 0);
  collection.change = reached;

  while (!more || collection.parts.length > mostParts) {
    const due = partsToMerge(collection.parts);
    if (due.length === 0) break;
    const merged = partOf(await paced(mergeParts(due)));
    const kept = collection.parts.filter((part) => !due.includes(part));
    collection.parts = [...kept, merged].sort((a, b) => b.documents - a.documents);
  }
}

/** The parts that are better one: a tail of parts of like size, the two smallest of too many, or one that is mostly deleted. */
export function partsToMerge(parts: readonly Part[]): readonly Part[] {
  const hollow = parts.find((part) => part.documents * 2 < part.segment.lengths.length);
  if (hollow !== undefined) return [hollow];
  const sorted = parts.toSorted((a, b) => b.documents - a.documents);
  let first = sorted.length - 1;
  let size = sorted.at(-1)?.documents ?? 0;
  while (first > 0 && sorted[first - 1].documents < growth * size) {
    first -= 1;
    size += sorted[first].documents;
  }
  if (first < sorted.length - 1) return sorted.slice(first);
  return parts.length > mostParts ? sorted.slice(-2) : [];
}
