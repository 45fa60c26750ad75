import { bibtexOf, cslJsonOf, type Paper, risOf } from '@offprint/catalog';
import { type CitationFormat, nameOf } from '../addresses.ts';
import type { Service } from '../service.ts';
import { paperNotFound } from './papers/papers.tsx';

const formats: Readonly<
  Record<CitationFormat, { readonly type: string; readonly ending: string; readonly write: (paper: Paper) => string }>
> = {
  bibtex: { type: 'application/x-bibtex; charset=utf-8', ending: 'bib', write: bibtexOf },
  ris: { type: 'application/x-research-info-systems; charset=utf-8', ending: 'ris', write: risOf },
  'csl-json': {
    type: 'application/vnd.citationstyles.csl+json',
    ending: 'json',
    write: (paper) => `${JSON.stringify([cslJsonOf(paper)], null, 2)}\n`,
  },
};

/**
 * `/cite/ris/ties-merging`: one paper as a file for a reference manager.
 * @throws NotFoundError `paper/not-found`
 */
export async function citeFile(service: Service, format: CitationFormat, name: string): Promise<Response> {
  const paper = await service.catalog.get(name);
  if (paper === null) throw paperNotFound(name);
  const { type, ending, write } = formats[format];
  const file = `${nameOf(paper).replace(/[^a-z0-9.-]+/gi, '-')}.${ending}`;
  return new Response(write(paper), {
    headers: { 'content-type': type, 'content-disposition': `attachment; filename="${file}"` },
  });
}
