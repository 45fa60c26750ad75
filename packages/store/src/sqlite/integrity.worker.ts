/** The thread behind `checkIntegrity`: its data is the path of the file, its one message the list of problems. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { sqliteCode, sqliteCodeOf } from './errors.ts';
import { listedProblems } from './integrity.ts';

const database = new DatabaseSync(String(workerData), { readOnly: true });
try {
  const problems = database
    .prepare(`pragma integrity_check(${listedProblems})`)
    .all()
    .map((row) => String(row['integrity_check']))
    .filter((line) => line !== 'ok');
  const orphans = database.prepare('pragma foreign_key_check').all();
  const dangling = orphans.map(
    (row) => `a row of ${row['table']} points to a row of ${row['parent']} that is not there`,
  );
  parentPort?.postMessage([...problems, ...dangling].slice(0, listedProblems));
} catch (error) {
  const code = sqliteCodeOf(error);
  if (code !== sqliteCode.corrupt && code !== sqliteCode.notADatabase) throw error;
  // So badly damaged that the check itself cannot go on.
  parentPort?.postMessage([error instanceof Error ? error.message : String(error)]);
} finally {
  database.close();
}
