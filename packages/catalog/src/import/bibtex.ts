import { arxivIdOf } from '../arxiv-id.ts';
import { type BibtexEntry, entriesIn, parseEntry } from './bibtex-entry.ts';
import { codeAddressIn } from './code-address.ts';
import type { Found, ImportFormat } from './format.ts';
import { recordOrProblem } from './json-line.ts';
import type { Line } from './lines.ts';
import { textOfTex } from './tex-text.ts';

/** BibTeX and BibLaTeX: every entry with a title is taken for a paper. */
export const bibtex: ImportFormat = {
  name: 'bibtex',
  title: 'BibTeX',
  source: 'bibtex',
  recognises: (head) => /^[ \t]*@\s*[a-zA-Z]+\s*[{(]/m.test(head) && !/^\s*[<{[]/.test(head),
  read: readBibtex,
};

async function* readBibtex(lines: AsyncIterable<Line>): AsyncGenerator<Found> {
  const macros = new Map<string, string>();
  for await (const { line, text, complete } of entriesIn(lines)) {
    if (!complete) {
      yield { line, problem: 'begins an entry whose closing bracket is missing' };
      continue;
    }
    const entry = parseEntry(text, macros);
    if (entry === null) continue;
    if (entry.type === 'string') {
      for (const [name, value] of entry.fields) macros.set(name, value);
    } else if (entry.fields.has('title')) yield recordOrProblem(line, inputOf(entry));
    else yield { line, problem: `is an entry of type '${entry.type}' without a title` };
  }
}

function inputOf({ fields }: BibtexEntry): Readonly<Record<string, unknown>> {
  const text = (...names: string[]) => {
    const value = names.map((name) => fields.get(name)).find((found) => found !== undefined);
    return value === undefined ? null : textOfTex(value);
  };
  const venue = text('booktitle', 'journaltitle', 'journal');
  const isArxiv = venue !== null && /\b(?:arxiv|corr)\b/i.test(venue);
  const abstract = text('abstract');
  const links = [fields.get('code'), fields.get('url'), abstract].filter((link) => typeof link === 'string');
  return {
    title: text('title'),
    authors: authorsIn(fields.get('author') ?? ''),
    year: yearIn(text('year', 'date')),
    venue: isArxiv ? null : venue,
    arxivId: arxivIdFrom(fields),
    abstract,
    codeUrl: links.map(codeAddressIn).find((address) => address !== null) ?? null,
  };
}

/** The names, as printed: `Last, First` is turned round, and `and others` is no name. */
function authorsIn(field: string): string[] {
  return splitOutsideBraces(field)
    .map((name) => {
      const isOneName = /^\s*\{.*\}\s*$/s.test(name);
      const [last = '', ...rest] = isOneName ? [name] : name.split(',');
      // With two commas the middle part is `Jr`, which is printed at the end.
      const [suffix, given] = rest.length > 1 ? [rest[0], rest.slice(1).join(' ')] : ['', rest.join(' ')];
      return textOfTex([given, last, suffix].join(' '));
    })
    .filter((name) => name !== '' && name !== 'others');
}

/** Names are separated by the word `and`, unless it stands in braces. */
function splitOutsideBraces(field: string): string[] {
  const names: string[] = [];
  let depth = 0;
  let name = '';
  for (const word of field.split(/(\s+)/)) {
    if (word.toLowerCase() === 'and' && depth === 0) {
      names.push(name);
      name = '';
    } else name += word;
    for (const character of word) depth += character === '{' ? 1 : character === '}' ? -1 : 0;
  }
  return [...names, name];
}

function yearIn(text: string | null): number | null {
  const year = /(?<!\d)(1[5-9]|2[01])\d{2}(?!\d)/.exec(text ?? '')?.[0];
  return year === undefined ? null : Number(year);
}

function arxivIdFrom(fields: ReadonlyMap<string, string>): string | null {
  const archive = fields.get('archiveprefix') ?? fields.get('eprinttype') ?? '';
  const eprint = fields.get('eprint');
  if (eprint !== undefined && (archive === '' || /arxiv/i.test(archive))) {
    const id = arxivIdOf(eprint);
    if (id !== null) return id;
  }
  // Numbers of the same form occur elsewhere, so other fields must say that they mean arXiv.
  const saying = ['url', 'doi', 'journal', 'note', 'howpublished'].map((name) => fields.get(name) ?? '');
  const found = saying.find((value) => /arxiv/i.test(value));
  return found === undefined ? null : arxivIdOf(found);
}
