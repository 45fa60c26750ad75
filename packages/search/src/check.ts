import type { Collection } from './collection/collection.ts';
import { locate } from './collection/collection.ts';
import { paced } from './collection/paced.ts';
import { isDeleted, type Part } from './collection/part.ts';
import type { DocumentFeed, IndexedDocument } from './document.ts';
import type { Folder } from './folder/folder.ts';
import { faultOf } from './folder/load.ts';
import { decodeManifest, manifestName } from './folder/manifest.ts';
import type { Finding } from './search-index.ts';
import { composeSegment } from './segment/compose.ts';
import { indexDocuments } from './segment/index-documents.ts';
import type { Segment } from './segment/segment.ts';
import { stringAt } from './segment/string-table.ts';

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
    if (typeof manifest === 'string') return bad(`index/${manifest}`, 'The manifest of the search index cannot be used by this version.');
    for (const file of manifest.segments) {
      const fault = faultOf(await folder.read(file.name), file);
      if (fault !== null) return bad('index/damaged', fault);
    }
    return good('index/files', `The files of the search index are whole, up to change ${manifest.change}.`);
  } catch (thrown) {
    return bad('index/unreadable', `The search index cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}.`);
  }
}

/** Each part is made anew from its documents' words and must come out the same. */
async function checkParts({ parts }: Collection): Promise<Finding> {
  for (const { segment } of parts) {
    const again = await paced(composeSegment(draftOf(segment)));
    const differs = (Object.keys(again) as (keyof Segment)[]).find((key) => JSON.stringify(segment[key]) !== JSON.stringify(again[key]));
    if (differs !== undefined) return bad('index/inconsistent', `The array "${differs}" of the search index disagrees with the others.`);
  }
  return good('index/arrays', `The arrays of the search index agree, in ${parts.length === 1 ? '1 part' : `${parts.length} parts`}.`);
}
