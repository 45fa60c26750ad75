export type { DocumentChanges, DocumentFeed, IndexedDocument } from './document.ts';
export { highlight } from './excerpt/highlight.ts';
export { snippet } from './excerpt/snippet.ts';
export { openIndex } from './open.ts';
export type {
  Explanation,
  Finding,
  IndexOptions,
  IndexProgress,
  Reading,
  SearchHit,
  SearchIndex,
  SearchOptions,
  SearchResult,
  SimilarPaper,
  TextPiece,
} from './search-index.ts';
