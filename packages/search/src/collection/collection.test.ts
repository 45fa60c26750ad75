import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IndexedDocument } from '../document.ts';
import { arraysOf, bytesOf } from '../folder/segment-file.ts';
import { followFeed } from '../follow.ts';
import { indexDocuments } from '../segment/index-documents.ts';
import { documentCount, type Segment } from '../segment/segment.ts';
import { event } from '../testing/corpus.ts';
import { memoryFeed } from '../testing/memory-feed.ts';
import { type Collection, countDocuments, emptyCollection, locate, meanLength, partsToMerge } from './collection.ts';
import { mergeParts } from './merge.ts';
import { paced } from './paced.ts';
import { isDeleted, partOf } from './part.ts';

const contentOf = (segment: Segment): unknown => [
  segment.familyNames,
  ...arraysOf(segment).map((array) => [...bytesOf(array)]),
];

/** The statistics by their definition. */
function statistics(documents: readonly IndexedDocument[], segment: Segment): { documents: number; mean: number } {
  const sum = segment.lengths.reduce((total, length) => total + length, 0);
  return { documents: documents.length, mean: documents.length === 0 ? 0 : sum / documents.length };
}

test('whatever was added, changed and deleted, in pages of any size, the parts merge to the segment of what is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 9 }),
      async (events, page, every) => {
        const feed = memoryFeed(page);
        const collection = emptyCollection();
        for (const [number, happening] of events.entries()) {
          if (happening.kind === 'remove') feed.remove(happening.id);
          else feed.put(happening.id, happening.title, happening.body, happening.family);
          if (number % every === 0) await followFeed(collection, feed, await feed.currentChange());
        }
        await followFeed(collection, feed, await feed.currentChange());

        const scratch = await paced(indexDocuments(feed.present()));
        expect(contentOf(await paced(mergeParts(collection.parts)))).toEqual(contentOf(scratch));
        expect({ documents: countDocuments(collection), mean: meanLength(collection) }).toEqual(
          statistics(feed.present(), scratch),
        );
        for (const part of collection.parts) {
          const fresh = partOf(part.segment, null, part.deleted);
          expect({ ...part, file: null }).toEqual(fresh);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('a document is in one part only, and a deleted one in none', async () => {
  const feed = memoryFeed();
  const collection = emptyCollection();
  for (let round = 0; round < 30; round += 1) {
    feed.put(`paper-${round % 4}`, `title ${round}`, 'body');
    await followFeed(collection, feed, await feed.currentChange());
  }
  feed.remove('paper-2');
  await followFeed(collection, feed, await feed.currentChange());
  const left = collection.parts.flatMap((part) =>
    Array.from({ length: documentCount(part.segment) }, (_, document) => document).filter(
      (document) => !isDeleted(part, document),
    ),
  );
  expect(left.length).toBe(3);
  expect(locate(collection, 'paper-2')).toBeNull();
  expect(locate(collection, 'paper-3')).not.toBeNull();
});

/** Parts of so many documents each, of which `deleted` are gone. */
async function partsOf(...sizes: { documents: number; deleted?: number }[]): Promise<Collection['parts']> {
  return Promise.all(
    sizes.map(async ({ documents, deleted = 0 }, number) => {
      const texts = Array.from({ length: documents }, (_, index): IndexedDocument => {
        return {
          id: `${number}-${index}`,
          title: 't',
          body: 'b',
          deleted: false,
          change: index + 1,
          family: null,
          year: null,
        };
      });
      const bits = new Uint8Array(Math.ceil(documents / 8));
      for (let document = 0; document < deleted; document += 1) bits[document >> 3] |= 1 << (document & 7);
      return partOf(await paced(indexDocuments(texts)), null, bits);
    }),
  );
}

const sizesToMerge = async (...sizes: { documents: number; deleted?: number }[]): Promise<number[]> =>
  partsToMerge(await partsOf(...sizes)).map(({ documents }) => documents);

test('parts of like size are merged, a much larger one is left alone, a hollow one is made small', async () => {
  expect(await sizesToMerge({ documents: 40 }, { documents: 9 }, { documents: 5 })).toEqual([9, 5]);
  expect(await sizesToMerge({ documents: 40 }, { documents: 5 })).toEqual([]);
  expect(await sizesToMerge({ documents: 40, deleted: 21 }, { documents: 5 })).toEqual([19]);
  expect(await sizesToMerge({ documents: 4 }, { documents: 4 }, { documents: 4 })).toEqual([4, 4, 4]);
  const nine = [512, 256, 128, 64, 32, 16, 8, 4, 2].map((documents) => ({ documents }));
  expect(await sizesToMerge(...nine)).toEqual([4, 2]);
  expect(await sizesToMerge(...nine.slice(1))).toEqual([]);
});
