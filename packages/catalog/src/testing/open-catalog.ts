import { openStore } from '@offprint/store';
import type { TestDatabases, TestPlace } from '@offprint/store/testing';
import { type Catalog, createCatalog } from '../catalog.ts';

/** A catalogue over a new, empty store. */
export interface TestCatalog {
  readonly catalog: Catalog;
  readonly place: TestPlace;
  close(): Promise<void>;
}

export async function openEmptyCatalog(databases: TestDatabases): Promise<TestCatalog> {
  return openCatalogAt(await databases.createPlace());
}

export async function openCatalogAt(place: TestPlace): Promise<TestCatalog> {
  const store = await openStore(place);
  return { catalog: createCatalog(store), place, close: () => store.close() };
}
