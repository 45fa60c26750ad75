/** Offprint killed in the middle of its work, again and again: what was acknowledged stays, and it mends itself. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createCatalog } from '@offprint/catalog';
import { openStore } from '@offprint/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { offprint, program, startServer, temporaryFolder } from './offprint.ts';

const rounds = 10;
const papersPerRound = 2500;

interface Health {
  readonly ready: boolean;
  readonly change: number;
  readonly index: { readonly change: number };
}

let place: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  place = temporaryFolder();
});
afterAll(() => place.remove());

/** Papers that nobody wrote, each with words of its own, in the project's JSON Lines. */
function writePapers(file: string, round: number): void {
  const lines = Array.from({ length: papersPerRound }, (_, number) =>
    JSON.stringify({
      title: `Invented study ${round}-${number} of zeolite${round}x${number}`,
      abstract: `Round ${round}, number ${number}. ${'Measured again with patience and a ruler. '.repeat(6)}`,
      authors: ['Nobody At All'],
      year: 2000 + round,
    }),
  );
  writeFileSync(file, `${lines.join('\n')}\n`);
}

/** Imports a file with the command line and kills it after the given share; resolves to what it had acknowledged by then. */
function importAndKill(file: string, folder: string, killAt: number, alsoKill: () => void): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, 'import', file, '--data', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let acknowledged = 0;
    child.stderr.on('data', (chunk: Buffer) => {
      // A line "[##··]  20 %  file: 500 papers" is printed after those papers were committed.
      for (const match of chunk.toString().matchAll(/: (\d+) papers/g))
        acknowledged = Math.max(acknowledged, Number(match[1]));
      if (acknowledged >= killAt * papersPerRound) {
        alsoKill();
        child.kill('SIGKILL');
      }
    });
    child.once('exit', () => resolve(acknowledged));
  });
}

async function health(url: string): Promise<Health> {
  return (await (await fetch(`${url}/health`)).json()) as Health;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('killed ten times during import and indexing, it keeps what it acknowledged and its index agrees with the database', async () => {
  const folder = path.join(place.path, 'data');
  mkdirSync(folder);
  let least = 74;
  for (let round = 0; round < rounds; round++) {
    const file = path.join(place.path, `round-${round}.jsonl`);
    writePapers(file, round);
    const server = await startServer(folder);
    // Both die at once: the import in the middle of a file, the server in the middle of indexing what came in.
    const acknowledged = await importAndKill(file, folder, ((round % 5) + 0.5) / 5, () =>
      server.process.kill('SIGKILL'),
    );
    await server.stop();
    expect(acknowledged).toBeGreaterThan(0);
    least += acknowledged;

    const store = await openStore({ folder });
    const kept = await createCatalog(store).count();
    await store.close();
    expect(kept).toBeGreaterThanOrEqual(least);
    least = kept;
  }
  const server = await startServer(folder);
  await until(async () => {
    const { ready, change, index } = await health(server.url);
    return ready && change === index.change;
  });
  const found = (await (await fetch(`${server.url}/api/search?q=zeolite0x0`)).json()) as { total: number };
  expect(found.total).toBe(1);
  await server.stop();

  const doctor = await offprint(['doctor', '--json', '--data', folder]);
  const report = JSON.parse(doctor.stdout) as {
    ok: boolean;
    findings: { area: string; ok: boolean; message: string }[];
  };
  expect(report.findings.filter((finding) => !finding.ok)).toEqual([]);
  expect(doctor.code).toBe(0);
});
