import { InternalError, throwIfCancelled } from '@offprint/errors';
import { applyChanges, type Collection, countDocuments } from './collection/collection.ts';
import type { DocumentFeed } from './document.ts';
import type { Reading } from './search-index.ts';

/** Documents in one page of the feed: few enough to hold (some 6 MB of abstracts), enough that merging costs less than reading. */
const pageSize = 4000;

/**
 * Reads the feed, whose last change is `target`, from where the collection is to its end. What was read stays if a later
 * page fails or the reading is cancelled.
 */
export async function followFeed(
  collection: Collection,
  feed: DocumentFeed,
  target: number,
  { signal, onProgress }: Reading = {},
): Promise<void> {
  if (target === collection.change) return;
  for (let more = true; more; ) {
    if (signal !== undefined) throwIfCancelled(signal);
    const page = await feed.changesSince(collection.change, pageSize);
    if (page.reached < collection.change || (page.more && page.reached === collection.change)) {
      throw new InternalError(
        `The feed of the index does not advance: asked for changes since ${collection.change}, it reached ${page.reached}.`,
      );
    }
    await applyChanges(collection, page.documents, page.reached, page.more);
    more = page.more;
    onProgress?.({
      documents: countDocuments(collection),
      change: collection.change,
      of: Math.max(target, collection.change),
    });
  }
}
