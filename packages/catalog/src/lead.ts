import { findCard } from './cards/index.ts';
import type { PaperFacts } from './paper.ts';

/** Common abbreviations after which a full stop does not end a sentence. */
const goesOn = /(?:\b(?:e\.g|i\.e|cf|vs|etc|al|Fig|Eq|Sec|Dr|Prof|St|approx|resp)|\b\p{Lu})\.$/u;

/** The first sentence of a text. The text itself where no end of a sentence is found. */
export function firstSentence(text: string): string {
  const ends = /[.!?]["'”’)\]]*(?=\s+["'“‘([]*[\p{Lu}\p{N}])/gu;
  for (const found of text.matchAll(ends)) {
    const sentence = text.slice(0, found.index + found[0].length);
    if (!goesOn.test(sentence)) return sentence;
  }
  return text;
}

/** One sentence that says what a paper is about: that of its card, or else the first of its summary or its abstract. */
export function leadOf(paper: Pick<PaperFacts, 'slug' | 'summary' | 'abstract'>): string | null {
  const card = paper.slug === null ? undefined : findCard(paper.slug);
  if (card !== undefined) return card.lead;
  const text = paper.summary ?? paper.abstract;
  return text === null ? null : firstSentence(text);
}
