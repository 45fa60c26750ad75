import type { Paper } from '@offprint/catalog';

type Named = Pick<Paper, 'id' | 'slug' | 'arxivId'>;

/** The name of a paper in addresses and on the command line: its slug, else its arXiv identifier, else its id. */
export function nameOf(paper: Named): string {
  return paper.slug ?? paper.arxivId ?? paper.id;
}

/** The one address under which a paper's page is known. Slashes of old arXiv identifiers stay. */
export function paperAddress(paper: Named): string {
  return `/papers/${encodeURI(nameOf(paper))}`;
}

export const citationFormats = ['bibtex', 'ris', 'csl-json'] as const;
export type CitationFormat = (typeof citationFormats)[number];

export function citationAddress(format: CitationFormat, paper: Named): string {
  return `/cite/${format}/${encodeURI(nameOf(paper))}`;
}

/** A path with those parts of the query that are given. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? path : `${path}?${given}`;
}
