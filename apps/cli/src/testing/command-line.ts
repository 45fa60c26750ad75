import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { main } from '../main.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process. */
export async function offprint(...argv: string[]): Promise<Outcome> {
  const said = { stdout: '', stderr: '' };
  const hearing = (stream: 'stdout' | 'stderr'): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said[stream] += String(chunk);
        done();
      },
    });
  const code = await main(argv, { stdout: hearing('stdout'), stderr: hearing('stderr') });
  return { code, ...said };
}

export const program = fileURLToPath(new URL('../../bin/offprint.mjs', import.meta.url));

/** Waits for the end of a stream; one that the test itself closed is at its end as well. */
async function over(stream: Readable): Promise<void> {
  await finished(stream).catch(() => undefined);
}

export interface Started {
  readonly child: ChildProcess;
  /** Resolves when the output, or else the remarks, hold this text; rejects when the process ends before. */
  until(text: string): Promise<void>;
  readonly ended: Promise<Outcome>;
}

/** Starts a command line in a process of its own, with a channel that tells it when this one lets go. */
export function startOffprint(
  argv: readonly string[],
  options: { readonly cwd?: string; readonly environment?: Readonly<Record<string, string>> } = {},
): Started {
  const child = spawn(process.execPath, [program, ...argv], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  if (child.stdout === null || child.stderr === null) throw new Error('The process has no output.');
  const said = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const hear = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    said[stream] += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear('stdout'));
  child.stderr.on('data', hear('stderr'));
  // The event `close` of the process does not come once its channel was let go of.
  const ended = Promise.all([once(child, 'exit'), over(child.stdout), over(child.stderr)]).then(
    ([[code]]): Outcome => ({ code: typeof code === 'number' ? code : -1, ...said }),
  );
  return {
    child,
    ended,
    until(text) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = (): void => {
        if (said.stdout.includes(text) || said.stderr.includes(text)) resolve();
      };
      listeners.add(look);
      look();
      ended.then(() => reject(new Error(`It ended before it said "${text}":\n${said.stdout}${said.stderr}`)));
      return promise.finally(() => listeners.delete(look));
    },
  };
}
