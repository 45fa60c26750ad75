import { ConflictError } from '@offprint/errors';
import { checkIndex } from './check.ts';
import { countDocuments, emptyCollection } from './collection/collection.ts';
import { type Folder, openFolder } from './folder/folder.ts';
import { loadCollection, rebuilt } from './folder/load.ts';
import { saveCollection, storageError } from './folder/save.ts';
import { followFeed } from './follow.ts';
import { completionsOf } from './query/completions.ts';
import { explainScore } from './query/explain.ts';
import { searchCollection } from './query/search.ts';
import { similarPapers } from './query/similar.ts';
import type { Finding, IndexOptions, Reading, SearchIndex } from './search-index.ts';

/**
 * Opens the index in a folder: loads what is saved there, then reads from the feed what is newer. When the saved files
 * are damaged, incomplete, of another version, or ahead of the feed, the whole feed is read instead, and `findings`
 * says so. Several indexes, in one process or many, may be open on the same folder.
 *
 * @throws StorageError `disk/refused` when the folder can neither be found nor made.
 * @throws CancelledError when the signal fires while the feed is read.
 */
export async function openIndex(options: IndexOptions): Promise<SearchIndex> {
  const folder = await openFolder(options.folder).catch((thrown) => {
    throw storageError(thrown);
  });
  return openIndexIn(folder, options);
}

/** Runs tasks one after another, in the order in which they were asked for. */
function inTurn(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined);
    return result;
  };
}

/** What `openIndex` does, on any folder. */
export async function openIndexIn(folder: Folder, options: Omit<IndexOptions, 'folder'>): Promise<SearchIndex> {
  const { feed } = options;
  const findings: Finding[] = [];
  const loaded = await loadCollection(folder);
  if (loaded.finding !== null) findings.push(loaded.finding);
  let collection = loaded.collection ?? emptyCollection();
  /** The manifest that the next save must replace whatever it says, because what it names cannot be used. */
  let unusable: 'any' | Uint8Array | null = loaded.finding === null ? null : loaded.manifest;
  let manifest = loaded.manifest;
  let closed = false;

  const changing = inTurn();
  const saving = inTurn();
  const whenOpen =
    <T>(task: () => Promise<T>) =>
    (): Promise<T> => {
      if (!closed) return task();
      throw new ConflictError('index/closed', 'The search index was closed.', { hint: 'Open it again.' });
    };

  /** Follows the feed; a feed that is behind the index is another one, and is read from the beginning. */
  const follow = async (reading: Reading = {}): Promise<number> => {
    const current = await feed.currentChange();
    if (current < collection.change) {
      findings.push(
        rebuilt(
          'index/ahead',
          `The search index knew changes up to ${collection.change}, which the database does not have.`,
        ),
      );
      collection = emptyCollection();
      unusable = manifest;
    }
    await followFeed(collection, feed, current, reading);
    return collection.change;
  };

  const save = async (): Promise<void> => {
    manifest = await saveCollection(folder, collection, unusable);
    unusable = null;
  };

  await follow(options);

  return {
    get documents() {
      return countDocuments(collection);
    },
    get change() {
      return collection.change;
    },
    get findings() {
      return [...findings];
    },
    follow: () => changing(whenOpen(() => follow())),
    search: (query, page) => searchCollection(collection, query, page),
    similar: (id, limit) => similarPapers(collection, id, limit),
    explain: (query, id) => explainScore(collection, query, id),
    completions: (text, limit) => completionsOf(collection, text, limit),
    save: () => saving(whenOpen(save)),
    async rebuild(reading = {}) {
      const fresh = emptyCollection();
      // The long reading goes on beside the old index; only what came in meanwhile is read while that one stands still.
      await whenOpen(async () => followFeed(fresh, feed, await feed.currentChange(), reading))();
      await changing(async () => {
        await followFeed(fresh, feed, await feed.currentChange(), reading);
        collection = fresh;
        unusable = 'any';
      });
      await saving(whenOpen(save));
    },
    check: () => changing(whenOpen(() => checkIndex(collection, folder, feed))),
    async close() {
      closed = true;
      await changing(async () => undefined);
      await saving(async () => undefined);
    },
  };
}
