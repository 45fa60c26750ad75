import { authorName } from '../author.ts';
import type { PaperFacts } from '../paper.ts';
import { citationKey } from './key.ts';
import { isJournal } from './venue.ts';

/** A paper as a RIS record (Research Information Systems, tags of 2011). Lines end in CR LF, as the format asks. */
export function risOf(paper: PaperFacts): string {
  const type = paper.venue === null ? 'UNPB' : isJournal(paper.venue) ? 'JOUR' : 'CONF';
  const lines: [string, string][] = [
    ['TY', type],
    ['ID', citationKey(paper)],
    ['TI', paper.title],
  ];
  for (const author of paper.authors) {
    const { family, given } = authorName(author);
    lines.push(['AU', given === '' ? family : `${family}, ${given}`]);
  }
  if (paper.year !== null) lines.push(['PY', String(paper.year)]);
  if (paper.submittedOn !== null) lines.push(['DA', paper.submittedOn.replaceAll('-', '/')]);
  if (paper.venue !== null) lines.push([type === 'JOUR' ? 'JO' : 'T2', paper.venue]);
  if (paper.abstract !== null) lines.push(['AB', paper.abstract]);
  if (paper.arxivId !== null)
    lines.push(['AN', `arXiv:${paper.arxivId}`], ['UR', `https://arxiv.org/abs/${paper.arxivId}`]);
  lines.push(['ER', '']);
  // A value is one line: a line break would begin something that no reader understands.
  return lines.map(([tag, value]) => `${tag}  - ${value.replace(/\s+/g, ' ')}\r\n`).join('');
}
