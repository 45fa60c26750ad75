import { type Family, families, isFamily } from '@offprint/methods/family';
import { sql } from 'kysely';
import type { DayKind } from './catalog.ts';
import type { Reader } from './rows.ts';

/** How many papers there are. */
export async function countPapers(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('papers')
    .select((paper) => paper.fn.countAll().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** All families in the order of the pages, also those without a paper. */
export async function familyCounts(db: Reader): Promise<{ family: Family; count: number }[]> {
  const rows = await db
    .selectFrom('papers')
    .select((paper) => ['family', paper.fn.countAll().as('count')] as const)
    .where('family', 'is not', null)
    .where('deleted_at', 'is', null)
    .groupBy('family')
    .execute();
  const counts = new Map<Family, number>();
  for (const { family, count } of rows) {
    if (family !== null && isFamily(family)) counts.set(family, Number(count));
  }
  return families.map((family) => ({ family, count: counts.get(family) ?? 0 }));
}

const columns = { submitted: 'submitted_on', listed: 'listed_on', featured: 'featured_on' } as const;

/** Papers a day, latest day first. */
export async function dayCounts(db: Reader, kind: DayKind, limit: number): Promise<{ day: string; count: number }[]> {
  const day = sql<string>`${sql.ref(columns[kind])}`;
  const rows = await db
    .selectFrom('papers')
    .select((paper) => [day.as('day'), paper.fn.countAll().as('count')])
    .where(columns[kind], 'is not', null)
    .where('deleted_at', 'is', null)
    .groupBy(columns[kind])
    .orderBy(columns[kind], 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ day: row.day, count: Number(row.count) }));
}
