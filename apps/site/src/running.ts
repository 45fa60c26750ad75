import type { Paper } from '@offprint/catalog';
import { type Method, methods } from '@offprint/methods';

const byPaper: ReadonlyMap<string, Method> = new Map(
  [...methods.values()].flatMap((method) => (method.paper === null ? [] : [[method.paper, method] as const])),
);

/** The method of a paper, if it runs here. */
export function methodOf(paper: Pick<Paper, 'slug'>): Method | null {
  return paper.slug === null ? null : (byPaper.get(paper.slug) ?? null);
}

/** The slugs of the papers whose method runs here. */
export const runningPapers: readonly string[] = [...byPaper.keys()];
