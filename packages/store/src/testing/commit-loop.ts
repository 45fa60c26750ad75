/**
 * A process for tests: opens the store and adds papers, one a transaction, each with the next change number, and prints
 * a line with the paper's id after its commit. Arguments: the options of `openStore` as JSON, a name for the ids, and
 * how many papers (without end if 0).
 */
import { writeSync } from 'node:fs';
import { openStore } from '../open.ts';
import { paperRow } from './paper-row.ts';

const [options, name, count] = process.argv.slice(2);
if (options === undefined || name === undefined) throw new Error('Usage: commit-loop OPTIONS NAME COUNT');
const most = Number(count);

const store = await openStore(JSON.parse(options));
for (let index = 0; most === 0 || index < most; index++) {
  const id = `${name}-${index}`;
  await store.write(async (trx) => {
    const change = await store.nextChange(trx);
    await trx
      .insertInto('papers')
      .values(paperRow({ id, change, abstract: 'word '.repeat(200) }))
      .execute();
    await store.jobs.enqueue(trx, { kind: 'index', payload: { change }, uniqueKey: 'index' });
  });
  // Written at once, past all buffers: what was printed had been committed, whatever happens to the process next.
  writeSync(1, `${id}\n`);
}
await store.close();
