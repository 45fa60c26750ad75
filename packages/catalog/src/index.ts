export { type Family, families, familyTitles, isFamily } from '@offprint/methods/family';
export { arxivIdOf } from './arxiv-id.ts';
export { type AuthorName, authorName } from './author.ts';
export { type Card, cards, findCard } from './cards/index.ts';
export type {
  Catalog,
  ChangedPapers,
  DayKind,
  ListOptions,
  ListOrder,
  PaperPage,
  PutResult,
} from './catalog.ts';
export { createCatalog } from './catalog.ts';
export { bibtexOf } from './cite/bibtex.ts';
export { type CslItem, cslJsonOf } from './cite/csl-json.ts';
export { citationKey } from './cite/key.ts';
export { risOf } from './cite/ris.ts';
export {
  type ImportOptions,
  type ImportProblem,
  type ImportProgress,
  type ImportReport,
  importFile,
  importFormats,
} from './import/import-file.ts';
export { leadOf } from './lead.ts';
export { type Paper, type PaperFacts, type PaperField, type Provenance, paperFields } from './paper.ts';
export { indexJob } from './put.ts';
export { type PaperInput, type PaperRecord, paperRecord } from './record.ts';
export { collectionDay, type SeedReport, seedCatalog } from './seed.ts';
export { titleKeyOf } from './title-key.ts';
