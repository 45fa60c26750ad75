import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from './open.ts';
import type { Store } from './store.ts';
import { dialects, startDatabases, type TestDatabases, type TestPlace } from './testing/databases.ts';

describe.each(dialects)('several processes on %s', (dialect) => {
  let databases: TestDatabases;
  beforeAll(async () => {
    databases = await startDatabases(dialect);
  });
  afterAll(() => databases.stop());

  it('may start at once on an empty place and write side by side while others read', async () => {
    const place = await databases.createPlace();
    const names = ['a', 'b', 'c', 'd'];
    const each = 12;
    const writers = names.map((name) => startWriter(place, name, each));
    const ended = Promise.all(writers.map(({ ended }) => ended));

    const store = await openStore(place);
    let running = true;
    ended.finally(() => {
      running = false;
    });
    let looks = 0;
    while (running) {
      await expectConsistent(store);
      looks++;
    }
    expect(await ended).toEqual(names.map(() => ({ code: 0, signal: null })));
    expect(looks).toBeGreaterThan(0);
    expect(await idsIn(store)).toEqual(names.flatMap((name) => idsOf(name, each)).toSorted());
    expect(await store.currentChange()).toBe(names.length * each);
    await store.close();
  });

  it('lose no acknowledged row to kill -9, and the next start finds all sound', async () => {
    const place = await databases.createPlace();
    const acknowledged: string[] = [];
    for (let round = 0; round < 6; round++) {
      const writers = [startWriter(place, `r${round}a`, 0), startWriter(place, `r${round}b`, 0)];
      // A different point of the loop each time: both have begun, and one has got so far.
      await Promise.all(writers.map((writer) => writer.until(1 + round)));
      await new Promise((resolve) => setTimeout(resolve, round));
      for (const writer of writers) writer.process.kill('SIGKILL');
      for (const writer of writers) {
        expect(await writer.ended).toEqual({ code: null, signal: 'SIGKILL' });
        acknowledged.push(...writer.acknowledged());
      }

      const store = await openStore(place);
      const present = new Set(await idsIn(store));
      expect(acknowledged.filter((id) => !present.has(id))).toEqual([]);
      // Of each killed writer, one commit may have succeeded that it had no time to tell of.
      expect(present.size - acknowledged.length).toBeLessThanOrEqual(2 * (round + 1));
      await expectConsistent(store);
      expect((await store.inspect()).filter(({ ok }) => !ok)).toEqual([]);
      await store.close();
    }
  });
});

interface Writer {
  readonly process: ChildProcess;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Ids of the papers that it said were committed. */
  acknowledged(): readonly string[];
  /** Resolves when so many were acknowledged. */
  until(count: number): Promise<void>;
}

function startWriter(place: TestPlace, name: string, count: number): Writer {
  const program = path.join(import.meta.dirname, 'testing', 'commit-loop.ts');
  const child = spawn(process.execPath, [program, JSON.stringify(place), name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  // Whole lines only: the last one may have been cut by the kill.
  const acknowledged = () => output.split('\n').slice(0, -1);
  return {
    process: child,
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal })),
    acknowledged,
    async until(wanted) {
      while (acknowledged().length < wanted) {
        if (child.exitCode !== null) throw new Error(`The writer ended with code ${child.exitCode}.`);
        await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
      }
    },
  };
}

/** In one moment: as many papers as change numbers given, none doubled, and one live job under the one key. */
async function expectConsistent(store: Store): Promise<void> {
  await store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const { value } = await trx.selectFrom('change_counter').select('value').executeTakeFirstOrThrow();
      const { count, max } = await trx
        .selectFrom('papers')
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('change').as('max')])
        .executeTakeFirstOrThrow();
      const jobs = await trx.selectFrom('jobs').select(['state', 'unique_key']).execute();
      expect({ count, max: max ?? 0 }).toEqual({ count: value, max: value });
      expect(jobs.map((job) => ({ ...job }))).toEqual(value === 0 ? [] : [{ state: 'ready', unique_key: 'index' }]);
    });
}

async function idsIn(store: Store): Promise<string[]> {
  const rows = await store.db.selectFrom('papers').select('id').orderBy('id').execute();
  return rows.map(({ id }) => id);
}

function idsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}
