import { InternalError, throwIfCancelled } from '@offprint/errors';
import { applyChanges, type Collection, countDocuments } from './collection/collection.ts';
import type { DocumentFeed } from './document.ts';
import type { IndexProgress } from './search-index.ts';

/** Documents in one page of the feed: enough to make a segment worth having, few enough to hold (about 2 MB of abstracts). */
const pageSize = 1000;

/** Reads the feed from where the collection is to its end. What was read stays if a later page fails or the reading is cancelled. */
export async function followFeed(
  collection: Collection,
  feed: DocumentFeed,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: ((progress: IndexProgress) => void) | undefined } = {},
): Promise<void> {
  const { signal, onProgress } = options;
  const target = await feed.currentChange();
  if (target === collection.change) return;
  for (let more = true; more; ) {
    if (signal !== undefined) throwIfCancelled(signal);
    const page = await feed.changesSince(collection.change, pageSize);
    if (page.reached < collection.change || (page.more && page.reached === collection.change)) {
      throw new InternalError(`The feed of the index does not advance: asked for changes since ${collection.change}, it reached ${page.reached}.`);
    }
    await applyChanges(collection, page.documents, page.reached);
    more = page.more;
    onProgress?.({ documents: countDocuments(collection), change: collection.change, of: Math.max(target, collection.change) });
  }
}
