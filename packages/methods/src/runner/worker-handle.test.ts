import { expect, it } from 'vitest';
import { startWorker } from './worker-handle.node.ts';
import type { WorkerDeath } from './worker-link.ts';

function deathOf(script: string, options = {}): Promise<WorkerDeath> {
  const handle = startWorker(new URL(`data:text/javascript,${encodeURIComponent(script)}`), options);
  return new Promise((resolve) => handle.onDeath(resolve));
}

it('tells why a worker ended', async () => {
  expect(await deathOf('process.exit(7)')).toEqual({ outOfMemory: false, reason: 'it ended with exit code 7' });
  expect(await deathOf('throw new Error("at once")')).toEqual({ outOfMemory: false, reason: 'at once' });
});

it('knows a worker that ran out of memory', async () => {
  const script = 'const kept = []; for (;;) kept.push(new Array(100_000).fill(0.5));';
  const death = await deathOf(script, { resourceLimits: { maxOldGenerationSizeMb: 16 } });
  expect(death.outOfMemory).toBe(true);
});

it('tells a listener that comes late, and none of a worker that was stopped', async () => {
  const handle = startWorker(new URL('data:text/javascript,process.exit(2)'));
  await new Promise((resolve) => handle.onDeath(resolve));
  expect(await new Promise((resolve) => handle.onDeath(resolve))).toMatchObject({
    reason: 'it ended with exit code 2',
  });
  const idle = startWorker(new URL('data:text/javascript,setInterval(() => {}, 1000)'));
  const deaths: WorkerDeath[] = [];
  idle.onDeath((death) => deaths.push(death));
  await idle.terminate();
  expect(deaths).toEqual([]);
});
