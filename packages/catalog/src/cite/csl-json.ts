import { authorName } from '../author.ts';
import type { PaperFacts } from '../paper.ts';
import { citationKey } from './key.ts';
import { isJournal } from './venue.ts';

/** An item of CSL-JSON, the form that citation processors read (CSL 1.0.2). */
export interface CslItem {
  readonly id: string;
  readonly type: 'article' | 'article-journal' | 'paper-conference';
  readonly title: string;
  readonly author?: readonly { readonly family?: string; readonly given?: string; readonly literal?: string }[];
  readonly issued?: { readonly 'date-parts': readonly (readonly number[])[] };
  readonly 'container-title'?: string;
  readonly abstract?: string;
  readonly number?: string;
  readonly publisher?: string;
  readonly URL?: string;
}

/** A paper as a CSL item. A preprint is an `article` published by arXiv, as CSL has it. */
export function cslJsonOf(paper: PaperFacts): CslItem {
  const { venue, arxivId } = paper;
  const authors = paper.authors.map((printed) => {
    const { family, given } = authorName(printed);
    return given === '' ? { literal: family } : { family, given };
  });
  return {
    id: citationKey(paper),
    type: venue === null ? 'article' : isJournal(venue) ? 'article-journal' : 'paper-conference',
    title: paper.title,
    ...(authors.length === 0 ? {} : { author: authors }),
    ...(paper.year === null ? {} : { issued: { 'date-parts': [[paper.year]] } }),
    ...(venue === null ? {} : { 'container-title': venue }),
    ...(paper.abstract === null ? {} : { abstract: paper.abstract }),
    ...(arxivId === null ? {} : { number: `arXiv:${arxivId}`, URL: `https://arxiv.org/abs/${arxivId}` }),
    ...(arxivId !== null && venue === null ? { publisher: 'arXiv' } : {}),
  };
}
