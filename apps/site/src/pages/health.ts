import type { Service } from '../service.ts';
import { version } from '../version.ts';

export interface Health {
  readonly ready: true;
  readonly version: string;
  readonly papers: number;
  /** The last change of the catalogue. */
  readonly change: number;
  /** How far the index that answers searches has followed it. */
  readonly index: { readonly change: number; readonly documents: number };
}

/** `/health`: answers only once everything is open, so that an answer means ready. */
export async function healthOf({ catalog, index }: Service): Promise<Health> {
  const [papers, change] = await Promise.all([catalog.count(), catalog.currentChange()]);
  return { ready: true, version, papers, change, index: { change: index.change, documents: index.documents } };
}
