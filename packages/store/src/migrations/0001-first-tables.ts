import type { Migration } from './migration.ts';

export const firstTables: Migration = {
  version: 1,
  name: 'papers, change counter, jobs, schedules, settings',
  statements: ({ text, integer, big, endOfTable, descNullsLast, ascNullsLast }) => [
    `create table papers (
      id ${text} primary key not null,
      slug ${text} unique,
      arxiv_id ${text} unique,
      title ${text} not null,
      title_key ${text} not null,
      authors ${text} not null,
      year ${integer},
      venue ${text},
      summary ${text},
      abstract ${text},
      family ${text},
      code_url ${text},
      submitted_on ${text},
      listed_on ${text},
      featured_on ${text},
      featured_rank ${integer},
      sources ${text} not null,
      created_at ${big} not null,
      updated_at ${big} not null,
      deleted_at ${big},
      change ${big} not null unique
    ) ${endOfTable}`,
    'create index papers_title_key on papers (title_key)',
    // The orders of the lists, alone and within a family: featured papers, and papers by the day they appeared (were
    // submitted, or else listed). Only featured papers are in the first kind, which lets SQLite choose it.
    `create index papers_featured on papers (featured_on ${descNullsLast}, featured_rank ${ascNullsLast}, id)
      where featured_on is not null`,
    `create index papers_appeared on papers ((coalesce(submitted_on, listed_on)) ${descNullsLast}, id ${descNullsLast})`,
    `create index papers_family_featured
      on papers (family, featured_on ${descNullsLast}, featured_rank ${ascNullsLast}, id)
      where featured_on is not null`,
    `create index papers_family_appeared
      on papers (family, (coalesce(submitted_on, listed_on)) ${descNullsLast}, id ${descNullsLast})`,

    `create table change_counter (
      id ${integer} primary key not null check (id = 1),
      value ${big} not null check (value >= 0)
    ) ${endOfTable}`,
    'insert into change_counter (id, value) values (1, 0)',

    `create table jobs (
      id ${text} primary key not null,
      kind ${text} not null,
      payload ${text} not null,
      unique_key ${text},
      state ${text} not null check (state in ('ready', 'running', 'dead')),
      run_at ${big} not null,
      attempts ${integer} not null,
      max_attempts ${integer} not null check (max_attempts > 0),
      again ${integer} not null check (again in (0, 1)),
      worker ${text},
      lease ${text},
      lease_until ${big},
      error ${text},
      created_at ${big} not null,
      updated_at ${big} not null,
      check ((state = 'running') = (lease is not null)),
      check ((lease is null) = (lease_until is null))
    ) ${endOfTable}`,
    // In turn: the claim (due longest first), the search for expired leases, the rule of one live job a key.
    "create index jobs_ready on jobs (run_at, id) where state = 'ready'",
    "create index jobs_running on jobs (lease_until) where state = 'running'",
    "create unique index jobs_unique_key on jobs (kind, unique_key) where state <> 'dead'",

    `create table schedules (
      name ${text} primary key not null,
      cron ${text} not null,
      kind ${text} not null,
      payload ${text} not null,
      next_at ${big} not null
    ) ${endOfTable}`,

    `create table settings (
      key ${text} primary key not null,
      value ${text} not null,
      updated_at ${big} not null
    ) ${endOfTable}`,
  ],
};
