import { authorName } from '../author.ts';
import { titleParts } from '../formula.ts';
import type { PaperFacts } from '../paper.ts';
import { citationKey } from './key.ts';
import { isJournal } from './venue.ts';

const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  // BibTeX counts braces whether or not a backslash stands before them, so these must not be braces.
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

/** Text in which TeX sees only text. Letters beyond ASCII stay as they are: BibTeX files are UTF-8 today. */
export function escapeTex(text: string): string {
  return text.replace(/[\\{}&%$#_~^]/g, (character) => special[character] ?? character);
}

/** Formulas stay as they are. A word with a capital after its first letter, or with a digit, keeps its case. */
function titleInTex(title: string): string {
  return titleParts(title)
    .map(({ text, isFormula }) => (isFormula ? text : text.split(' ').map(protectCase).join(' ')))
    .join('');
}

function protectCase(word: string): string {
  const escaped = escapeTex(word);
  return /\p{L}.*\p{Lu}|\p{L}\p{N}|\p{N}\p{L}/u.test(word) ? `{${escaped}}` : escaped;
}

/** `Last, First`, so that particles and several given names are read as meant; a name of one word stands in braces. */
function bibtexName(printed: string): string {
  const { given, family } = authorName(printed);
  if (given === '') return `{${escapeTex(family)}}`;
  // The word `and` separates authors, so inside a name it must be hidden.
  const hidden = /\band\b/.test(printed);
  return hidden ? `{${escapeTex(printed)}}` : `${escapeTex(family)}, ${escapeTex(given)}`;
}

/**
 * A paper as a BibTeX entry: `@article` in a journal, `@inproceedings` at a conference, otherwise `@misc`. An arXiv
 * identifier is given as `eprint` in either case. Fields that are not known are left out.
 */
export function bibtexOf(paper: PaperFacts): string {
  const type = paper.venue === null ? 'misc' : isJournal(paper.venue) ? 'article' : 'inproceedings';
  const fields: (readonly [string, string])[] = [['title', titleInTex(paper.title)]];
  if (paper.authors.length > 0) fields.push(['author', paper.authors.map(bibtexName).join(' and ')]);
  if (paper.venue !== null) fields.push([type === 'article' ? 'journal' : 'booktitle', escapeTex(paper.venue)]);
  if (paper.year !== null) fields.push(['year', String(paper.year)]);
  if (paper.arxivId !== null) {
    fields.push(['eprint', paper.arxivId], ['archiveprefix', 'arXiv']);
    fields.push(['url', `https://arxiv.org/abs/${paper.arxivId}`]);
  }
  const width = Math.max(...fields.map(([name]) => name.length));
  const lines = fields.map(([name, value]) => `  ${name.padEnd(width)} = {${value}}`);
  return `@${type}{${citationKey(paper)},\n${lines.join(',\n')}\n}\n`;
}
