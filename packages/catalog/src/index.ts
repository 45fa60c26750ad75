export type { Catalog, ChangedPapers, DayKind, ListOptions, ListOrder, PaperPage, PutResult } from './catalog.ts';
export { families, familyTitles, isFamily, type Family } from './families.ts';
export { paperFields, type Paper, type PaperField, type Provenance } from './paper.ts';
export { paperRecord, type PaperInput, type PaperRecord } from './record.ts';
