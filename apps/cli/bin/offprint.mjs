#!/usr/bin/env node
/** Starts the command on the project's own Node, whichever Node was found first. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';

const neededMajor = 26;

/** Whoever reads our output may stop reading, as `head` does; the work goes on without them. */
function ignoreClosedPipe(error) {
  if (error.code !== 'EPIPE') throw error;
}

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const { projectNode } = await import('../../../tools/bootstrap.mjs');
  const child = spawn(projectNode(), process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) =>
    process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0)),
  );
}
