import path from 'node:path';
import { type Catalog, createCatalog, seedCatalog } from '@offprint/catalog';
import { type IndexProgress, openIndex, type SearchIndex } from '@offprint/search';
import { openStore, type Store } from '@offprint/store';
import { catalogFeed } from './indexing/feed.ts';

export interface ServiceOptions {
  /** The data folder; made if missing. */
  readonly folder: string;
  /** A PostgreSQL address; without it the database is a file in the data folder. */
  readonly databaseUrl?: string;
  /** Told while the index reads papers that it does not know yet. */
  readonly onProgress?: (progress: IndexProgress) => void;
}

/** Everything that pages, API and commands answer from. */
export interface Service {
  readonly store: Store;
  readonly catalog: Catalog;
  /** The index of now; ask for it each time, since `reopenIndex` replaces it. */
  readonly index: SearchIndex;
  /** Loads the index that another thread or process has saved, in place of the one in use. */
  reopenIndex(): Promise<void>;
  close(): Promise<void>;
}

/** Where the index lives in a data folder. */
export function indexFolder(store: Store): string {
  return path.join(store.folder, 'index');
}

/**
 * Opens the data folder: database with its migrations, catalogue with the project's own papers, index up to date.
 * @throws StorageError, IntegrityError of the store: `data/unwritable`, `data/damaged`, `data/newer`…
 */
export async function openService(options: ServiceOptions): Promise<Service> {
  const { folder, databaseUrl, onProgress } = options;
  const store = await openStore({ folder, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  try {
    const catalog = createCatalog(store);
    await seedCatalog(catalog);
    const open = (): Promise<SearchIndex> =>
      openIndex({
        folder: indexFolder(store),
        feed: catalogFeed(catalog),
        ...(onProgress === undefined ? {} : { onProgress }),
      });
    let index = await open();
    return {
      store,
      catalog,
      get index() {
        return index;
      },
      async reopenIndex() {
        const before = index;
        index = await open();
        await before.close();
      },
      async close() {
        await index.close();
        await store.close();
      },
    };
  } catch (thrown) {
    await store.close();
    throw thrown;
  }
}
