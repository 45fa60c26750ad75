import { type OutputFile, portOfOutput, type RunResult } from '@offprint/methods';

/** A file that a run made. */
export interface MadeFile {
  readonly port: string;
  readonly file: OutputFile;
}

/** All files of a result, in the order of its ports. */
export function outputFiles({ outputs }: Pick<RunResult<unknown>, 'outputs'>): readonly MadeFile[] {
  return Object.entries(outputs).map(([key, file]) => ({ port: portOfOutput(key), file }));
}
