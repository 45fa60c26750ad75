import { bibtexOf, type Catalog, families, type Paper } from '@offprint/catalog';
import { NotFoundError } from '@offprint/errors';
import { methods } from '@offprint/methods';
import { z } from 'zod';
import { parseQuery } from './query.ts';

const limit = z.coerce.number().int().min(1).max(100).default(20).describe('How many papers at most.');
export const family = z.enum(families).optional().describe('Only papers of this family.');

export const listQuery = z.object({
  order: z
    .enum(['trending', 'new'])
    .default('trending')
    .describe('The latest featured day first, or the latest submitted first.'),
  family,
  after: z.string().max(200).optional().describe('`next` of the page before.'),
  limit,
});

/** A paper as the API gives it. */
export const paperSchema = z
  .object({
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
    submittedOn: z.string().nullable(),
    listedOn: z.string().nullable(),
    featuredOn: z.string().nullable(),
    runs: z.boolean().describe('True if the method of the paper runs here.'),
    links: z.object({
      page: z.string(),
      arxiv: z.string().nullable(),
      pdf: z.string().nullable(),
      code: z.string().nullable(),
      method: z.string().nullable(),
    }),
    change: z.int().describe('The number of its latest change.'),
  })
  .meta({ id: 'Paper' });

export const paperPageSchema = z.object({
  papers: z.array(paperSchema),
  next: z.string().nullable().describe('Give this as `after` to get the next page; null on the last.'),
});

export const paperWithCitationSchema = paperSchema.extend({ bibtex: z.string() }).meta({ id: 'PaperWithCitation' });

/** A paper of the catalogue as the API gives it. */
export function paperView(paper: Paper): z.infer<typeof paperSchema> {
  const {
    id,
    slug,
    arxivId,
    title,
    authors,
    year,
    venue,
    summary,
    abstract,
    submittedOn,
    listedOn,
    featuredOn,
    change,
  } = paper;
  const runs = slug !== null && methods.has(slug);
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
    family: paper.family,
    submittedOn,
    listedOn,
    featuredOn,
    runs,
    links: {
      page: `/papers/${slug ?? arxivId ?? id}`,
      arxiv: arxivId === null ? null : `https://arxiv.org/abs/${arxivId}`,
      pdf: arxivId === null ? null : `https://arxiv.org/pdf/${arxivId}`,
      code: paper.codeUrl,
      method: runs ? `/methods/${slug}` : null,
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
