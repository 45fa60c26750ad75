import type { Catalog, Paper } from '@offprint/catalog';
import type { DocumentFeed, IndexedDocument } from '@offprint/search';

function documentOf(paper: Paper): IndexedDocument {
  return {
    id: paper.id,
    title: paper.title,
    body: [paper.summary, paper.abstract].filter((text) => text !== null).join('\n\n'),
    deleted: paper.deleted,
    change: paper.change,
    family: paper.family,
    year: paper.year,
  };
}

/** The catalogue as the index reads it. */
export function catalogFeed(catalog: Catalog): DocumentFeed {
  return {
    async changesSince(change, limit) {
      const { papers, reached, more } = await catalog.changesSince(change, limit);
      return { documents: papers.map(documentOf), reached, more };
    },
    currentChange: () => catalog.currentChange(),
  };
}
