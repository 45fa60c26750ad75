import { type Collection, countDocuments, locate } from './collection/collection.ts';
import { paced } from './collection/paced.ts';
import type { DocumentFeed, IndexedDocument } from './document.ts';
import type { Folder } from './folder/folder.ts';
import { faultOf } from './folder/load.ts';
import { decodeManifest, manifestName } from './folder/manifest.ts';
import { arraysOf, bytesOf } from './folder/segment-file.ts';
import type { Finding } from './search-index.ts';
import { composeSegment, type SegmentDraft } from './segment/compose.ts';
import { indexDocuments } from './segment/index-documents.ts';
import { documentCount, type Segment } from './segment/segment.ts';
import { allStrings, stringAt } from './segment/string-table.ts';

/** Documents read from the feed at once. */
const pageSize = 500;

const good = (code: string, message: string): Finding => ({ area: 'index', ok: true, code, message, hint: null });
const bad = (code: string, message: string): Finding => ({
  area: 'index',
  ok: false,
  code,
  message,
  hint: 'Run "offprint reindex". Nothing is lost: the index is derived from the database.',
});

/** Looks at the files, the arrays, and the agreement with the feed, and says of each how it is. Reads the whole feed. */
export async function checkIndex(collection: Collection, folder: Folder, feed: DocumentFeed): Promise<Finding[]> {
  return [await checkFiles(folder), await checkParts(collection), await checkAgreement(collection, feed)];
}

async function checkFiles(folder: Folder): Promise<Finding> {
  try {
    const bytes = await folder.read(manifestName);
    if (bytes === null) return good('index/not-saved', 'The search index has not been saved yet.');
    const manifest = decodeManifest(bytes);
    if (typeof manifest === 'string')
      return bad(`index/${manifest}`, 'The manifest of the search index cannot be used by this version.');
    for (const file of manifest.segments) {
      const fault = faultOf(await folder.read(file.name), file);
      if (fault !== null) return bad('index/damaged', fault);
    }
    return good('index/files', `The files of the search index are whole, up to change ${manifest.change}.`);
  } catch (thrown) {
    return bad(
      'index/unreadable',
      `The search index cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
    );
  }
}

/** Each part is made anew from its documents' words and must come out the same. */
async function checkParts({ parts }: Collection): Promise<Finding> {
  for (const { segment } of parts) {
    const again = arraysOf(await paced(composeSegment(draftOf(segment))));
    const same = arraysOf(segment).every((array, index) => Buffer.compare(bytesOf(array), bytesOf(again[index])) === 0);
    if (!same) return bad('index/inconsistent', 'The arrays of the search index disagree with each other.');
  }
  return good(
    'index/arrays',
    `The arrays of the search index agree, in ${parts.length === 1 ? '1 part' : `${parts.length} parts`}.`,
  );
}

/** What a segment was made from. */
function draftOf(segment: Segment): SegmentDraft {
  return {
    ids: allStrings(segment.ids),
    families: Array.from(segment.families, (family) => segment.familyNames[family]),
    titleWords: segment.titleWords,
    words: allStrings(segment.words),
    forwardOffsets: segment.forwardOffsets,
    forward: segment.forward,
  };
}

/** Every document of the feed must be in the index, word for word, and nothing else may be. */
async function checkAgreement(collection: Collection, feed: DocumentFeed): Promise<Finding> {
  const texts = new Map(collection.parts.map(({ segment }) => [segment, allStrings(segment.words)]));
  const wrong: string[] = [];
  let expected = 0;
  for (let change = 0, more = true; more; ) {
    const page = await feed.changesSince(change, pageSize);
    const known = page.documents.filter((document) => document.change <= collection.change);
    wrong.push(...(await disagreements(collection, texts, known)));
    // What changed since is in the index as it was, or not at all yet.
    const later = page.documents.filter((document) => document.change > collection.change);
    expected +=
      known.filter(({ deleted }) => !deleted).length + later.filter(({ id }) => locate(collection, id) !== null).length;
    ({ more, reached: change } = page);
  }
  if (wrong.length > 0) {
    return bad(
      'index/disagrees',
      `The search index disagrees with the database on ${wrong.length} papers, for example "${wrong[0]}".`,
    );
  }
  const documents = countDocuments(collection);
  if (documents !== expected) {
    return bad('index/disagrees', `The search index holds ${documents} papers where the database has ${expected}.`);
  }
  return good(
    'index/agrees',
    `The search index agrees with the database: ${documents} papers, up to change ${collection.change}.`,
  );
}

/** The ids of those documents that the index has otherwise, or has and should not, or does not have. */
async function disagreements(
  collection: Collection,
  texts: ReadonlyMap<Segment, readonly string[]>,
  documents: readonly IndexedDocument[],
): Promise<string[]> {
  const wrong = documents.filter(({ id, deleted }) => deleted && locate(collection, id) !== null).map(({ id }) => id);
  const segment = await paced(indexDocuments(documents.filter(({ deleted }) => !deleted)));
  const ownTexts = allStrings(segment.words);
  for (let document = 0; document < documentCount(segment); document += 1) {
    const id = stringAt(segment.ids, document);
    const place = locate(collection, id);
    const indexed =
      place === null ? null : contentOf(place.part.segment, place.document, texts.get(place.part.segment) ?? []);
    if (indexed !== contentOf(segment, document, ownTexts)) wrong.push(id);
  }
  return wrong;
}

/** All that a segment, whose words are `texts`, knows of a document, as one string. */
function contentOf(segment: Segment, document: number, texts: readonly string[]): string {
  const words = segment.forward.subarray(segment.forwardOffsets[document], segment.forwardOffsets[document + 1]);
  const family = segment.familyNames[segment.families[document]];
  return [family, segment.titleWords[document], ...Array.from(words, (word) => texts[word])].join('\n');
}
