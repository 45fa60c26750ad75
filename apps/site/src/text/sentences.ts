/** Abbreviations after which a full stop ends no sentence. */
const abbreviation = /(?:^|[\s(])(?:e\.g|i\.e|et al|cf|vs|Fig|Eq|Sec|approx|resp|etc|[A-Z])$/;

/** The first sentence of a text; all of it if it has but one. */
export function firstSentence(text: string): string {
  for (const end of text.matchAll(/[.?!](?=\s+["“(]?[\p{Lu}\d])/gu)) {
    if (end[0] !== '.' || !abbreviation.test(text.slice(0, end.index))) return text.slice(0, end.index + 1);
  }
  return text;
}
