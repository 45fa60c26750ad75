import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from './postgres.ts';

/** Where a store can be opened: the options that `openStore` needs. */
export interface TestPlace {
  readonly folder: string;
  readonly databaseUrl?: string;
}

/** Makes empty places for stores, on one of the databases. */
export interface TestDatabases {
  /** A new, empty folder, and on PostgreSQL a new, empty database. */
  createPlace(): Promise<TestPlace>;
  /** Removes all of them. Close the stores first. */
  stop(): Promise<void>;
}

/** The databases that every suite about stored data runs on: `describe.each(dialects)('on %s', …)`. */
export const dialects = ['sqlite', 'postgres'] as const;

/** @throws Error where no PostgreSQL server can be had */
export async function startDatabases(dialect: (typeof dialects)[number]): Promise<TestDatabases> {
  const root = await mkdtemp(path.join(tmpdir(), 'offprint-store-'));
  const server = dialect === 'postgres' ? await startPostgres() : null;
  return {
    async createPlace() {
      const folder = await mkdtemp(path.join(root, 'data-'));
      return server === null ? { folder } : { folder, databaseUrl: await server.createDatabase() };
    },
    async stop() {
      await server?.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
