import type { RunResult } from '@offprint/methods';

/** A file that a run made. */
export interface MadeFile {
  readonly port: string;
  readonly file: ReturnType<typeof filesOf>[number];
}

function filesOf(outputs: RunResult<unknown>['outputs'][string]) {
  return [outputs].flat();
}

/** All files of a result, port by port. */
export function outputFiles({ outputs }: Pick<RunResult<unknown>, 'outputs'>): readonly MadeFile[] {
  return Object.entries(outputs).flatMap(([port, files]) => filesOf(files).map((file) => ({ port, file })));
}
