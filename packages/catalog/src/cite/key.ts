import { surnameKey } from '../author.ts';
import type { PaperFacts } from '../paper.ts';
import { lettersOf } from '../title-key.ts';

/** Words that say nothing about a paper and so do not stand in its key. */
const small = new Set(
  'a an the on of in to for from by and or at with via is are as its into over under towards toward using how what which who'.split(
    ' ',
  ),
);

/** BibTeX reads keys byte by byte; other letters are dropped, so that a key works everywhere. */
function ascii(text: string): string {
  return lettersOf(text).replace(/[^a-z0-9]/g, '');
}

/**
 * The key by which a paper is cited: surname of the first author, year, first telling word of the title, as in
 * `yadav2023resolving`. The same facts always give the same key. Without authors the title gives two words.
 */
export function citationKey(paper: Pick<PaperFacts, 'authors' | 'year' | 'title'>): string {
  const words = paper.title
    .replace(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .map(ascii)
    .filter((word) => word !== '');
  const telling = words.filter((word) => !small.has(word));
  const chosen = telling.length > 0 ? telling : words;
  const [author] = paper.authors;
  const who = author === undefined ? '' : ascii(surnameKey(author));
  const key = `${who === '' ? (chosen[1] ?? '') : who}${paper.year ?? ''}${chosen[0] ?? ''}`;
  return key === '' ? 'paper' : key;
}
