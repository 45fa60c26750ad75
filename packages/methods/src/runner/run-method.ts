import type { FilePorts, Method, RunInput, RunOptions, RunResult, SettingPorts } from '../method.ts';

export async function runMethod<F extends FilePorts, S extends SettingPorts, R>(
  method: Method<F, S, R>,
  input: RunInput<F, S>,
  options: RunOptions<R> = {},
): Promise<RunResult<R>> {
  throw new Error(`being written ${method.id} ${String(input)} ${String(options)}`);
}
