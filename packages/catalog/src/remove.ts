import type { Store } from '@offprint/store';
import { indexJob } from './put.ts';
import { joinedTo } from './rows.ts';

/** Leaves a tombstone, which keeps slug, arXiv identifier and title, so that an import knows the paper again. */
export function removePaper(store: Store, id: string): Promise<boolean> {
  return setDeleted(store, id, Date.now());
}

export function restorePaper(store: Store, id: string): Promise<boolean> {
  return setDeleted(store, id, null);
}

function setDeleted(store: Store, id: string, deletedAt: number | null): Promise<boolean> {
  return store.write(async (trx) => {
    await store.lockChanges(trx);
    const row = await trx.selectFrom('papers').selectAll().where('id', '=', id).executeTakeFirst();
    const asWished = row === undefined || (row.deleted_at === null) === (deletedAt === null);
    if (asWished || joinedTo(row) !== null) return false;
    const change = await store.nextChange(trx);
    await trx
      .updateTable('papers')
      .set({ deleted_at: deletedAt, updated_at: Date.now(), change })
      .where('id', '=', id)
      .execute();
    await store.jobs.enqueue(trx, indexJob);
    return true;
  });
}
