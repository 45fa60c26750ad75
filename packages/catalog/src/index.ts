export { arxivIdOf } from './arxiv-id.ts';
export { type AuthorName, authorName } from './author.ts';
export type { Catalog, ChangedPapers, DayKind, ListOptions, ListOrder, PaperPage, PutResult } from './catalog.ts';
export { createCatalog } from './catalog.ts';
export { type Family, families, familyTitles, isFamily } from './families.ts';
export { type Paper, type PaperFacts, type PaperField, type Provenance, paperFields } from './paper.ts';
export { indexJob } from './put.ts';
export { type PaperInput, type PaperRecord, paperRecord } from './record.ts';
export { titleKeyOf } from './title-key.ts';
