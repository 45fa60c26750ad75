import type { Insertable } from 'kysely';
import { newId } from '../id.ts';
import type { PapersTable } from '../schema.ts';

/** A row for tests: a paper with only what a paper must have, and what `given` says. */
export function paperRow(
  given: Partial<Insertable<PapersTable>> & { readonly change: number },
): Insertable<PapersTable> {
  return {
    id: newId(),
    title: 'A Paper about Papers',
    title_key: 'paper about papers',
    authors: '["Ada Example"]',
    year: 2023,
    sources: '{}',
    created_at: 0,
    updated_at: 0,
    ...given,
  };
}
