import { InternalError } from '@offprint/errors';
import type { FilePorts, Method, RunInput, RunOptions, RunResult, SettingPorts } from '../method.ts';

/** Runs a method in this thread. */
export type Launcher = <F extends FilePorts, S extends SettingPorts, R>(
  method: Method<F, S, R>,
  input: RunInput<F, S>,
  options?: RunOptions<R>,
) => Promise<RunResult<R>>;

let installed: Launcher | undefined;

/**
 * Gives `method.run` its runner. The entries of the package do it, and the workers do not: a descriptor that imported
 * the runner itself would pull the runner, and with it the worker's own script, into every worker, a circle that
 * bundlers refuse.
 */
export function installLauncher(launcher: Launcher): void {
  installed = launcher;
}

/** @throws InternalError inside a task, which may not start a run of its own. */
export function launcher(): Launcher {
  if (installed === undefined) throw new InternalError('A method cannot be run from inside a task of another.');
  return installed;
}
