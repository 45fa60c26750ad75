import { InputError } from '@offprint/errors';
import type { Family } from '@offprint/methods/family';
import type { PaperRow } from '@offprint/store';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { ListOptions, ListOrder, PaperPage } from './catalog.ts';
import type { Paper } from './paper.ts';
import { paperOf, type Reader } from './rows.ts';

/** One column of an order, without nulls inside its stretch. */
interface Key {
  readonly column: RawBuilder<unknown>;
  readonly direction: 'asc' | 'desc';
  valueOf(row: PaperRow): string | number | null;
}

/**
 * An order is cut into stretches, read one after the other: within a stretch no key is null, so that both databases
 * agree on it and an index serves it.
 */
interface Stretch {
  readonly where: RawBuilder<SqlBool>;
  readonly keys: readonly Key[];
}

const byId = (direction: 'asc' | 'desc'): Key => ({ column: sql`id`, direction, valueOf: (row) => row.id });

// The day on which a paper appeared: when it was submitted, or else when a feed listed it.
const appeared = sql`coalesce(submitted_on, listed_on)`;

const dated = (where: RawBuilder<SqlBool>): Stretch => ({
  where: sql<SqlBool>`${where} and ${appeared} is not null`,
  keys: [{ column: appeared, direction: 'desc', valueOf: (row) => row.submitted_on ?? row.listed_on }, byId('desc')],
});

// Without a day, arXiv identifiers still tell the order in which papers came, since they begin with year and month.
// Those of before April 2007 begin with the name of an archive, and do not.
const undated = (where: RawBuilder<SqlBool>): readonly Stretch[] => [
  {
    where: sql<SqlBool>`${where} and ${appeared} is null and arxiv_id < 'a'`,
    keys: [{ column: sql`arxiv_id`, direction: 'desc', valueOf: (row) => row.arxiv_id }],
  },
  {
    where: sql<SqlBool>`${where} and ${appeared} is null and (arxiv_id is null or arxiv_id >= 'a')`,
    keys: [byId('desc')],
  },
];

const byAppearance = (where: RawBuilder<SqlBool>): readonly Stretch[] => [dated(where), ...undated(where)];

const orders: Record<ListOrder, readonly Stretch[]> = {
  trending: [
    {
      where: sql<SqlBool>`featured_on is not null`,
      keys: [
        { column: sql`featured_on`, direction: 'desc', valueOf: (row) => row.featured_on },
        { column: sql`featured_rank`, direction: 'asc', valueOf: (row) => row.featured_rank },
        byId('asc'),
      ],
    },
    // Written so that no index on the featured day is chosen: the rest is the whole catalogue, to be read in its own order.
    ...byAppearance(sql<SqlBool>`coalesce(featured_on, '') = ''`),
  ],
  new: byAppearance(sql<SqlBool>`1 = 1`),
};

/** A place in an order: the stretch, and the keys of the paper there. */
interface Place {
  readonly stretch: number;
  readonly keys: readonly (string | number | null)[];
}

const cursorSchema = z.tuple([
  z.enum(['trending', 'new']),
  z.number().int(),
  z.array(z.union([z.string(), z.number()])),
]);

function cursorOf(order: ListOrder, place: Place): string {
  return Buffer.from(JSON.stringify([order, place.stretch, place.keys])).toString('base64url');
}

function placeOf(order: ListOrder, cursor: string): Place {
  const parsed = cursorSchema.safeParse(jsonIn(Buffer.from(cursor, 'base64url').toString()));
  const keys = parsed.success ? orders[order][parsed.data[1]]?.keys : undefined;
  if (parsed.success && parsed.data[0] === order && keys?.length === parsed.data[2].length) {
    return { stretch: parsed.data[1], keys: parsed.data[2] };
  }
  throw new InputError('list/cursor', `The place '${cursor.slice(0, 80)}' is not one of the list '${order}'.`, {
    hint: 'Leave it out to start at the beginning, or give the `next` of a page of the same list.',
    where: { order },
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * One page, by keyset: the cost does not grow with the depth of the page.
 * @throws InputError `list/limit`, `list/cursor`
 */
export async function listPapers(db: Reader, options: ListOptions): Promise<PaperPage> {
  const { order, limit } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
    throw new InputError('list/limit', `A page holds 1 to 500 papers; ${limit} were asked for.`, {
      hint: 'Ask for at most 500 and follow `next`.',
      where: { limit },
    });
  }
  const from = options.after === undefined ? null : placeOf(order, options.after);
  const found = await walk(db, { order, family: options.family, from, forwards: true, count: limit + 1 });
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    papers: page.map(({ row }) => paperOf(row)),
    next: found.length > limit && last !== undefined ? cursorOf(order, last) : null,
  };
}

/** The papers on either side of `row` in an order. */
export async function neighboursOf(
  db: Reader,
  row: PaperRow,
  options: { readonly order: ListOrder; readonly family?: Family },
): Promise<{ readonly previous: Paper | null; readonly next: Paper | null }> {
  const from = await placeOfRow(db, options.order, row);
  const ask = { order: options.order, family: options.family, from, count: 1 };
  const [previous] = await walk(db, { ...ask, forwards: false });
  const [next] = await walk(db, { ...ask, forwards: true });
  return { previous: previous ? paperOf(previous.row) : null, next: next ? paperOf(next.row) : null };
}

async function placeOfRow(db: Reader, order: ListOrder, row: PaperRow): Promise<Place | null> {
  for (const [stretch, { where, keys }] of orders[order].entries()) {
    const inside = await db.selectFrom('papers').select('id').where('id', '=', row.id).where(where).executeTakeFirst();
    if (inside !== undefined) return { stretch, keys: keys.map((key) => key.valueOf(row)) };
  }
  return null;
}

interface Walk {
  readonly order: ListOrder;
  readonly family: Family | undefined;
  /** Where to start, exclusive; null at the end that the walk starts from. */
  readonly from: Place | null;
  readonly forwards: boolean;
  readonly count: number;
}

async function walk(
  db: Reader,
  { order, family, from, forwards, count }: Walk,
): Promise<(Place & { row: PaperRow })[]> {
  const stretches = orders[order];
  const step = forwards ? 1 : -1;
  const found: (Place & { row: PaperRow })[] = [];
  let index = from?.stretch ?? (forwards ? 0 : stretches.length - 1);
  for (; index >= 0 && index < stretches.length && found.length < count; index += step) {
    const stretch = stretches[index];
    if (stretch === undefined) break;
    const beyond = from !== null && from.stretch === index ? isBeyond(stretch.keys, from.keys, forwards) : null;
    let query = db.selectFrom('papers').selectAll().where('deleted_at', 'is', null).where(stretch.where);
    if (family !== undefined) query = query.where('family', '=', family);
    if (beyond !== null) query = query.where(beyond);
    for (const { column, direction } of stretch.keys) {
      // The place of nulls is written out, though there are none, so that PostgreSQL recognises the order of the index.
      const ascending = (direction === 'asc') === forwards;
      query = query.orderBy(
        sql`${column} ${ascending ? sql`asc` : sql`desc`} ${forwards ? sql`nulls last` : sql`nulls first`}`,
      );
    }
    const rows = await query.limit(count - found.length).execute();
    for (const row of rows) found.push({ stretch: index, keys: stretch.keys.map((key) => key.valueOf(row)), row });
  }
  return found;
}

/** `(a, b, c)` lies beyond the given place: beyond in the first key in which they differ. */
function isBeyond(keys: readonly Key[], place: Place['keys'], forwards: boolean): RawBuilder<SqlBool> {
  const cases = keys.map(({ column, direction }, index) => {
    const equal = keys.slice(0, index).map((key, before) => sql`${key.column} = ${place[before]} and `);
    const comparison = (direction === 'asc') === forwards ? sql`>` : sql`<`;
    return sql`(${sql.join(equal, sql``)}${column} ${comparison} ${place[index]})`;
  });
  // The first key alone bounds the range, so that an index is entered at the right place.
  const [first] = keys;
  if (first === undefined) return sql<SqlBool>`1 = 0`;
  const bound = (first.direction === 'asc') === forwards ? sql`>=` : sql`<=`;
  return sql<SqlBool>`${first.column} ${bound} ${place[0]} and (${sql.join(cases, sql` or `)})`;
}
