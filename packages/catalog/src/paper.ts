import type { Family } from '@offprint/methods/family';

/** The fields of a paper that a source can give. */
export const paperFields = [
  'slug',
  'arxivId',
  'title',
  'authors',
  'year',
  'venue',
  'summary',
  'abstract',
  'family',
  'codeUrl',
  'submittedOn',
  'listedOn',
  'featuredOn',
  'featuredRank',
] as const;

export type PaperField = (typeof paperFields)[number];

/** Which source gave the value that each field holds now: `{ title: 'cards', abstract: 'listing-page' }`. */
export type Provenance = Readonly<Partial<Record<PaperField, string>>>;

/** What can be known of a paper. `null` means not known; an empty list of authors means the same. */
export interface PaperFacts {
  /** The address of the paper's page, for papers whose method belongs to the project. */
  readonly slug: string | null;
  /** arXiv identifier without version: `2306.01708`, `cs/0112017`. */
  readonly arxivId: string | null;
  readonly title: string;
  /** Names as printed, in printed order. */
  readonly authors: readonly string[];
  /** Year of publication; where only the arXiv identifier is known, the year in which that was given out. */
  readonly year: number | null;
  /** Short name of the conference or journal, without year: `NeurIPS`. */
  readonly venue: string | null;
  /** Two to four sentences in the project's words, or those of the host. */
  readonly summary: string | null;
  readonly abstract: string | null;
  readonly family: Family | null;
  readonly codeUrl: string | null;
  /** The day of the first version, `YYYY-MM-DD`. */
  readonly submittedOn: string | null;
  /** The day on which a feed first listed it. */
  readonly listedOn: string | null;
  /** The day whose front page featured it. */
  readonly featuredOn: string | null;
  /** Its place on that day, from 1. */
  readonly featuredRank: number | null;
}

/** One paper of the catalogue. */
export interface Paper extends PaperFacts {
  /** Stable: never changes, and is never used again for another paper. */
  readonly id: string;
  readonly sources: Provenance;
  /** The number of its latest change; grows over the whole catalogue. */
  readonly change: number;
  /** True for a paper that was removed. Only `changesSince` shows those. */
  readonly deleted: boolean;
}
