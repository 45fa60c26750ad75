import { asOffprintError } from '@offprint/errors';
import type { RunProgress, RunResult } from '@offprint/methods';
import type { ResumableRun, StartedRun } from '@offprint/methods/node';
import { finish, followRun } from './follow-run.ts';
import type { Terminal } from './terminal.ts';

/** Shows where a run is, and says once that an unfinished one goes on. */
export function followResumable(
  terminal: Terminal,
  run: Pick<ResumableRun, 'resumed'>,
): (progress: RunProgress) => void {
  const follow = followRun(terminal);
  let told = false;
  return (progress) => {
    if (!told && run.resumed()) {
      told = true;
      terminal.remark('An unfinished run of the same is there: it goes on.');
    }
    follow(progress);
  };
}

/**
 * Waits for a run that can be gone on with. Stopped, it leaves what it has finished for the next one; what a faulty input
 * made is of no use, and removed.
 */
export async function finishResumable(
  started: StartedRun<RunResult>,
  run: ResumableRun,
  terminal: Terminal,
): Promise<RunResult> {
  try {
    const result = await finish(started, terminal);
    await run.finish();
    return result;
  } catch (thrown) {
    const { kind } = asOffprintError(thrown);
    if (kind === 'input') await run.abandon();
    else await run.leave();
    if (kind === 'cancelled') terminal.remark('Give the same command again to go on.');
    throw thrown;
  }
}
