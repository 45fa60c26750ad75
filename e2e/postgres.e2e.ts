/** The service on PostgreSQL: two processes on one database, each with an index of its own. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startPostgres } from '@offprint/store/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offprint, type Running, startServer, temporaryFolder } from './offprint.ts';

let place: ReturnType<typeof temporaryFolder>;
let postgres: Awaited<ReturnType<typeof startPostgres>>;
let server: Running;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  place = temporaryFolder();
  postgres = await startPostgres();
  environment = { DATABASE_URL: await postgres.createDatabase() };
  server = await startServer(path.join(place.path, 'server'), environment);
});
afterAll(async () => {
  await server?.stop();
  await postgres?.stop();
  place.remove();
});

test('what the command line imports into the database, the running server finds', async () => {
  const file = path.join(place.path, 'papers.jsonl');
  writeFileSync(
    file,
    `${JSON.stringify({ title: 'Quillworts of the northern lakes', abstract: 'A count of quillworts.', year: 2020 })}\n`,
  );
  const folder = path.join(place.path, 'command');
  mkdirSync(folder);
  const imported = await offprint(['import', file, '--data', folder, '--json'], { environment });
  expect(imported.stderr + imported.stdout).toContain('"added": 1');
  expect(imported.code).toBe(0);

  const search = async (): Promise<number> =>
    ((await (await fetch(`${server.url}/api/search?q=quillworts`)).json()) as { total: number }).total;
  while ((await search()) === 0) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await search()).toBe(1);
  expect(((await (await fetch(`${server.url}/health`)).json()) as { papers: number }).papers).toBe(75);

  const doctor = await offprint(['doctor', '--data', folder, '--json'], { environment });
  const report = JSON.parse(doctor.stdout) as { findings: { ok: boolean }[] };
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
});

test('a database that cannot be reached is one clear sentence', async () => {
  const finished = await offprint(['search', 'merging', '--data', place.path], {
    environment: { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
  });
  expect(finished.stderr).toContain('(database/unreachable)');
  expect(finished.code).toBe(5);
});
