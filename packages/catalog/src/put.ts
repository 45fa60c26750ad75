import { CancelledError } from '@offprint/errors';
import { newId, type Store } from '@offprint/store';
import type { PutResult } from './catalog.ts';
import { isLive, Meeting } from './join.ts';
import { saidBy } from './merge.ts';
import type { PaperRecord } from './record.ts';
import { heldOf, joinedRow, rowOf, type Writer } from './rows.ts';
import { titleKeyOf } from './title-key.ts';

/** Records a transaction. Larger ones hold up other writers; smaller ones wait for the disk too often. */
export const batchSize = 500;

/** The job that brings the search index up to date. One waits at a time, however many changes there were. */
export const indexJob = { kind: 'index', uniqueKey: 'index', payload: null } as const;

const nothing: PutResult = { added: 0, changed: 0, unchanged: 0, withheld: 0, joined: 0 };

export function addResults(one: PutResult, other: PutResult): PutResult {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    unchanged: one.unchanged + other.unchanged,
    withheld: one.withheld + other.withheld,
    joined: one.joined + other.joined,
  };
}

/**
 * Adds or joins records, `batchSize` a transaction. O(records) queries on indexed columns.
 * @throws CancelledError between two transactions; what was committed stays, and the message says how many records
 */
export async function putRecords(
  store: Store,
  records: readonly PaperRecord[],
  source: string,
  signal: AbortSignal | undefined,
): Promise<PutResult> {
  let result = nothing;
  for (let start = 0; start < records.length; start += batchSize) {
    if (signal?.aborted) {
      throw new CancelledError(`Cancelled. The ${start} records before are kept.`, { where: { kept: start } });
    }
    const batch = records.slice(start, start + batchSize);
    result = addResults(result, await store.write((trx) => putBatch(store, trx, batch, source)));
  }
  return result;
}

async function putBatch(
  store: Store,
  trx: Writer,
  records: readonly PaperRecord[],
  source: string,
): Promise<PutResult> {
  // Two writers could otherwise both find that a paper is missing, and both add it.
  await store.lockChanges(trx);
  const meeting = await meetingOf(trx, records);
  const now = Date.now();
  let result = nothing;
  for (const record of records) result = addResults(result, putRecord(meeting, record, source, now));
  await write(store, trx, meeting, now);
  return result;
}

function putRecord(meeting: Meeting, record: PaperRecord, source: string, now: number): PutResult {
  const said = saidBy(source, record);
  const { entry, alsoSame } = meeting.find(record);
  if (entry === null) {
    meeting.add({ id: newId(now), ...said, createdAt: now, deletedAt: null }, true);
    return { ...nothing, added: 1 };
  }
  if (!isLive(entry)) return { ...nothing, withheld: 1, joined: 1 };
  for (const loser of alsoSame) meeting.unite(entry, loser);
  const changed = meeting.merge(entry, said) || alsoSame.length > 0;
  return changed ? { ...nothing, changed: 1, joined: 1 } : { ...nothing, unchanged: 1, joined: 1 };
}

/** All papers that one of the records could belong to. */
async function meetingOf(trx: Writer, records: readonly PaperRecord[]): Promise<Meeting> {
  const slugs = records.map((record) => record.slug).filter((slug) => slug !== null);
  const arxivIds = records.map((record) => record.arxivId).filter((id) => id !== null);
  const titleKeys = records.map((record) => titleKeyOf(record.title));
  const rows = await trx
    .selectFrom('papers')
    .selectAll()
    .where('id', 'in', (papers) =>
      papers
        .selectFrom('papers')
        .select('id')
        .where('title_key', 'in', titleKeys)
        .$if(slugs.length > 0, (query) =>
          query.union(papers.selectFrom('papers').select('id').where('slug', 'in', slugs)),
        )
        .$if(arxivIds.length > 0, (query) =>
          query.union(papers.selectFrom('papers').select('id').where('arxiv_id', 'in', arxivIds)),
        ),
    )
    .orderBy('id')
    .execute();
  const meeting = new Meeting();
  for (const row of rows) meeting.add(heldOf(row), false);
  return meeting;
}

async function write(store: Store, trx: Writer, meeting: Meeting, now: number): Promise<void> {
  const changed = meeting.entries.filter((entry) => entry.changed && !(entry.added && entry.survivor !== null));
  if (changed.length === 0) return;
  let change = await store.nextChange(trx, changed.length);
  // Whoever hands over a slug or an arXiv identifier goes first, since each has one owner at a time.
  for (const entry of changed.filter((one) => one.survivor !== null)) {
    const survivor = entry.survivor?.held.id ?? entry.held.id;
    await trx
      .updateTable('papers')
      .set(joinedRow(entry.held, survivor, now, change++))
      .where('id', '=', entry.held.id)
      .execute();
  }
  const kept = changed.filter((entry) => entry.survivor === null);
  for (const entry of kept.filter((one) => !one.added)) {
    const { id, ...values } = rowOf(entry.held, titleKeyOf(entry.held.facts.title), now, change++);
    await trx.updateTable('papers').set(values).where('id', '=', id).execute();
  }
  const added = kept
    .filter((entry) => entry.added)
    .map((entry) => rowOf(entry.held, titleKeyOf(entry.held.facts.title), now, change++));
  if (added.length > 0) await trx.insertInto('papers').values(added).execute();
  await store.jobs.enqueue(trx, indexJob);
}
