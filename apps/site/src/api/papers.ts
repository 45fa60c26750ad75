import { bibtexOf, type Catalog, families, type Paper } from '@offprint/catalog';
import { NotFoundError } from '@offprint/errors';
import { z } from 'zod';
import { paperAddress } from '../addresses.ts';
import { methodOf } from '../running.ts';
import { count, parseQuery, word, words } from './query.ts';

export const limit = count(1, 100, 20).describe('How many papers at most.');
export const family = word(families).optional().describe('Only papers of this family.');

export const listQuery = z.object({
  order: word(['trending', 'new'])
    .default('trending')
    .describe('The latest featured day first, or the latest submitted first.'),
  family,
  after: words(200).optional().describe('`next` of the page before.'),
  limit,
});

const day = z.iso.date().nullable();

/** A paper as the API gives it. */
export const paperSchema = z.object({
  id: z.string().describe('Stable: never changes.'),
  slug: z.string().nullable(),
  arxivId: z.string().nullable().describe('Without version.'),
  title: z.string(),
  authors: z.array(z.string()),
  year: z.int().nullable(),
  venue: z.string().nullable(),
  summary: z.string().nullable(),
  abstract: z.string().nullable(),
  family: z.enum(families).nullable(),
  submittedOn: day,
  listedOn: day,
  featuredOn: day,
  runs: z.boolean().describe('True if the method of the paper runs here.'),
  links: z.object({
    page: z.string(),
    arxiv: z.string().nullable(),
    pdf: z.string().nullable(),
    code: z.string().nullable(),
    method: z.string().nullable(),
  }),
  change: z.int().describe('The number of its latest change.'),
});

export const paperPageSchema = z.object({
  papers: z.array(paperSchema),
  next: z.string().nullable().describe('Give this as `after` to get the next page; null on the last.'),
});

export const paperWithCitationSchema = paperSchema.extend({ bibtex: z.string() });

/** A paper of the catalogue as the API gives it. */
export function paperView(paper: Paper): z.infer<typeof paperSchema> {
  const { id, slug, arxivId, title, authors, year, venue, summary, abstract, family, codeUrl, change } = paper;
  const method = methodOf(paper);
  return {
    id,
    slug,
    arxivId,
    title,
    authors: [...authors],
    year,
    venue,
    summary,
    abstract,
    family,
    submittedOn: paper.submittedOn,
    listedOn: paper.listedOn,
    featuredOn: paper.featuredOn,
    runs: method !== null,
    links: {
      page: paperAddress(paper),
      arxiv: arxivId === null ? null : `https://arxiv.org/abs/${arxivId}`,
      pdf: arxivId === null ? null : `https://arxiv.org/pdf/${arxivId}`,
      code: codeUrl,
      method: method === null ? null : `/methods/${method.id}`,
    },
    change,
  };
}

/** `GET /api/papers` */
export async function listPapers(catalog: Catalog, url: string): Promise<z.infer<typeof paperPageSchema>> {
  const { order, family, after, limit } = parseQuery(listQuery, url);
  const page = await catalog.list({
    order,
    limit,
    ...(family === undefined ? {} : { family }),
    ...(after === undefined ? {} : { after }),
  });
  return { papers: page.papers.map(paperView), next: page.next };
}

/** `GET /api/papers/{id}` */
export async function getPaper(catalog: Catalog, id: string): Promise<z.infer<typeof paperWithCitationSchema>> {
  const paper = await catalog.get(id);
  if (paper === null) {
    throw new NotFoundError('paper/not-found', `There is no paper ${id.slice(0, 80)} in this catalogue.`, {
      hint: 'Give a slug, an arXiv identifier or the id of the catalogue; GET /api/search finds papers by their words.',
    });
  }
  return { ...paperView(paper), bibtex: bibtexOf(paper) };
}
