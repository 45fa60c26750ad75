import { InputError } from '@offprint/errors';
import { isFamily } from '@offprint/methods/family';
import { z } from 'zod';
import { arxivIdOf } from './arxiv-id.ts';

/** Longer values are not a paper's title, name list or abstract but a file read in the wrong way. */
const longest = { title: 1_000, name: 2_000, authors: 10_000, text: 50_000, address: 2_000 } as const;

// Among them what a terminal takes for commands; none of them is part of a title or a name.
const controls = /\p{Cc}+/gu;

/** Text as one line: control characters and runs of white space become single spaces. */
export function oneLine(text: string): string {
  return text.replace(controls, ' ').replace(/\s+/g, ' ').trim();
}

const line = (limit: number) => z.string().transform(oneLine).pipe(z.string().max(limit));

/** Empty text means the same as no text. */
const optionalLine = (limit: number) =>
  line(limit)
    .transform((text) => (text === '' ? null : text))
    .nullish()
    .transform((text) => text ?? null);

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const day = z
  .string()
  .refine(isDay, 'is not a day written YYYY-MM-DD')
  .nullish()
  .transform((text) => text ?? null);

const arxivId = z
  .string()
  .nullish()
  .transform((text, context) => {
    if (text === null || text === undefined || text.trim() === '') return null;
    const id = arxivIdOf(text);
    if (id === null)
      context.addIssue({ code: 'custom', message: `is not an arXiv identifier: '${text.slice(0, 80)}'` });
    return id;
  });

// Only web addresses: a catalogue entry must never become a `javascript:` link on somebody's page.
const address = z
  .string()
  .max(longest.address)
  .refine((text) => /^https?:\/\/[^\s/]+/i.test(text) && URL.canParse(text), 'is not an http or https address')
  .nullish()
  .transform((text) => text ?? null);

const schema = z.object({
  slug: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'may hold lower-case letters, digits and single hyphens only')
    .max(100)
    .nullish()
    .transform((text) => text ?? null),
  arxivId,
  title: line(longest.title).pipe(z.string().min(1, 'is empty')),
  authors: z
    .array(line(longest.name))
    .max(longest.authors)
    .nullish()
    .transform((names) => (names ?? []).filter((name) => name !== '')),
  year: z
    .number()
    .int()
    .min(1500)
    .max(2200)
    .nullish()
    .transform((year) => year ?? null),
  venue: optionalLine(longest.name),
  summary: optionalLine(longest.text),
  abstract: optionalLine(longest.text),
  family: z
    .string()
    .refine(isFamily, 'is not one of the families')
    .nullish()
    .transform((name) => name ?? null),
  codeUrl: address,
  submittedOn: day,
  listedOn: day,
  featuredOn: day,
  featuredRank: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .transform((rank) => rank ?? null),
});

/** What a source may say about a paper: only `title` is asked for; `null` or nothing means not known. */
export type PaperInput = z.input<typeof schema>;

// A place counts within a day, so neither says anything without the other.
const branded = schema
  .superRefine(({ featuredOn, featuredRank }, context) => {
    if ((featuredOn === null) === (featuredRank === null)) return;
    const [missing, given] = featuredOn === null ? ['featuredOn', 'featuredRank'] : ['featuredRank', 'featuredOn'];
    context.addIssue({ code: 'custom', path: [missing], message: `is missing beside '${given}'` });
  })
  .brand<'PaperRecord'>();

/** What a source says about one paper, checked. Only `paperRecord` makes these. */
export type PaperRecord = z.output<typeof branded>;

/**
 * The door of the catalogue: what a source says about one paper, checked once and put into its plain form (one line a
 * text, arXiv identifier without version, days as `YYYY-MM-DD`). Unknown fields are dropped.
 *
 * @throws InputError `paper/invalid` that names the first wrong field and what is wrong with it
 */
export function paperRecord(value: unknown): PaperRecord {
  const result = branded.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  const reason = issue?.message ?? 'is not a paper';
  const name = field === '' ? 'The record' : `The field '${field}'`;
  throw new InputError('paper/invalid', `${name} cannot be used: ${reason}.`, {
    hint: 'A paper needs a title; every other field may be left out. The fields are listed in the README of the catalogue.',
    where: { field },
  });
}
