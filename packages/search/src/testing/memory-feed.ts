import type { DocumentFeed, IndexedDocument } from '../document.ts';

/** A database of documents in memory, for tests: every change takes the next number. */
export interface MemoryFeed extends DocumentFeed {
  put(id: string, title: string, body: string, family?: string | null): void;
  remove(id: string): void;
  /** Documents that are not deleted. */
  present(): IndexedDocument[];
  /** Questions asked so far. */
  readonly asked: { changes: number; current: number };
}

/** `page` is the most documents that one question is answered with, however many are asked for. */
export function memoryFeed(page = Number.POSITIVE_INFINITY): MemoryFeed {
  const rows = new Map<string, IndexedDocument>();
  const asked = { changes: 0, current: 0 };
  let current = 0;
  const change = (row: Omit<IndexedDocument, 'change' | 'year'>): void => {
    current += 1;
    rows.set(row.id, { ...row, change: current, year: null });
  };
  return {
    asked,
    put: (id, title, body, family = null) => change({ id, title, body, family, deleted: false }),
    remove: (id) => change({ id, title: '', body: '', family: null, deleted: true }),
    present: () => [...rows.values()].filter(({ deleted }) => !deleted),
    async currentChange() {
      asked.current += 1;
      return current;
    },
    async changesSince(since, limit) {
      asked.changes += 1;
      const later = [...rows.values()].filter((row) => row.change > since).sort((a, b) => a.change - b.change);
      const documents = later.slice(0, Math.min(limit, page));
      const more = documents.length < later.length;
      return { documents, reached: more ? documents[documents.length - 1].change : current, more };
    },
  };
}
