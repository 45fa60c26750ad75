import { type Checkpoint, openCheckpoint } from '@offprint/files';
import type { RawInputs } from '../method.ts';
import { type SampleOptions, type SampleSize, sampleCheckpoints } from './sample.ts';

/** The files of a run, made small: what any method that takes them can be tried on. */
export interface SampledInputs {
  readonly files: RawInputs['files'];
  readonly size: SampleSize;
}

/**
 * Takes the same sample out of every checkpoint of every port.
 * @throws what `openCheckpoint` and `sampleCheckpoints` throw; whatever was opened is closed
 */
export async function sampleInputs(files: RawInputs['files'], options: SampleOptions = {}): Promise<SampledInputs> {
  const opened: Checkpoint[] = [];
  try {
    for (const references of Object.values(files).flat()) opened.push(await openCheckpoint(references));
    const { references, size } = await sampleCheckpoints(opened, options);
    const samples = references.values();
    return {
      size,
      files: Object.fromEntries(
        Object.entries(files).map(([port, list]) => [
          port,
          list.flatMap(() => [...samples.take(1)].map((one) => [one])),
        ]),
      ),
    };
  } finally {
    for (const checkpoint of opened) await checkpoint.close();
  }
}
