import type { RunResult } from '../context.ts';
import type { FilePorts, Method, RunInput, RunOptions, SettingPorts } from '../method.ts';
import { executeRun } from './execute.ts';
import { explainFailure } from './failure.ts';
import { rawInputs } from './inputs.ts';

/** What `method.run` does: names the files, then runs in this thread with its tasks in workers. */
export async function runMethod<F extends FilePorts, S extends SettingPorts, R>(
  method: Method<F, S, R>,
  input: RunInput<F, S>,
  options: RunOptions<R> = {},
): Promise<RunResult<R>> {
  const raw = await rawInputs(method, input).catch((thrown: unknown) => {
    throw explainFailure(thrown);
  });
  return executeRun(method, raw, options);
}
