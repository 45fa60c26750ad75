import type { Family } from '@offprint/methods/family';

/** What the project says of one paper of its collection, in its own words. */
export interface Card {
  /** Place on the page that the collection was taken from, from 1. */
  readonly order: number;
  readonly slug: string;
  readonly title: string;
  /** Without version; `null` where none is known for certain. */
  readonly arxivId: string | null;
  readonly authors: readonly string[];
  readonly year: number;
  /** Conference or journal; `null` for a preprint. */
  readonly venue: string | null;
  /** The authors' own code; `null` where none is known. */
  readonly codeUrl: string | null;
  readonly family: Family;
  readonly method: {
    readonly name: string;
    /** What a run is given, in a few words: `base, models`. */
    readonly takes: string;
    /** What a run gives back: `model`. */
    readonly gives: string;
  };
  /** One sentence, for lists. */
  readonly lead: string;
  /** Two to four sentences, for the page of the paper. */
  readonly summary: string;
}

/** A card as its file writes it: the family is that of the file. */
export type WrittenCard = Omit<Card, 'family'>;
