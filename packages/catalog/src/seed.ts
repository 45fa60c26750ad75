import { createHash } from 'node:crypto';
import { readSetting, writeSetting } from '@offprint/store';
import { cards } from './cards/index.ts';
import type { Catalog, PutResult } from './catalog.ts';
import { paperRecord } from './record.ts';

/** The day of the page that the collection was taken from. It prints `Mar 11`; the year is the one it was captured in. */
export const collectionDay = '2026-03-11';

/** Where the store remembers which edition of the cards it holds. */
const settingKey = 'catalog.cards';

export interface SeedReport extends PutResult {
  /** False when the store held these cards already and nothing was looked at. */
  readonly written: boolean;
}

/**
 * Puts the project's cards into a catalogue. When it holds them already this is one look-up by key, so that every start
 * may call it. Papers that were removed stay removed.
 */
export async function seedCatalog(catalog: Catalog): Promise<SeedReport> {
  const edition = createHash('sha256')
    .update(JSON.stringify([collectionDay, cards]))
    .digest('hex');
  if ((await readSetting(catalog.store.db, settingKey)) === edition) {
    return { written: false, added: 0, changed: 0, unchanged: 0, withheld: 0, joined: 0 };
  }
  const records = cards.map(({ slug, title, arxivId, authors, year, venue, codeUrl, family, summary, order }) =>
    paperRecord({
      ...{ slug, title, arxivId, authors, year, venue, codeUrl, family, summary },
      featuredOn: collectionDay,
      featuredRank: order,
    }),
  );
  const result = await catalog.put(records, 'cards');
  await catalog.store.write((trx) => writeSetting(trx, settingKey, edition));
  return { written: true, ...result };
}
