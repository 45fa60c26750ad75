import type { CheckpointHeader, Estimate } from '../method.ts';

/** Starting the runner and its workers. */
const startSeconds = 0.3;
/** The runtime and the engine, and what each thread holds: a chunk, its blocks and a result. Measured with 1 to 4 threads. */
const engineBytes = 3e8;
const threadBytes = 1e8;

/** Bytes of memory that a merge by rules stays below, whatever the models. */
export function engineMemory(threads: number): number {
  return engineBytes + threads * threadBytes;
}

/**
 * What a merge by a rule will cost, from headers alone.
 * @param bytesASecond of inputs that one thread hashes and merges; measured on a core of a server
 */
export function estimateMerge(
  checkpoints: readonly CheckpointHeader[],
  threads: number,
  bytesASecond: number,
): Estimate {
  const bytes = checkpoints.reduce((sum, file) => sum + file.bytes, 0);
  return {
    seconds: startSeconds + bytes / (bytesASecond * threads),
    memoryBytes: engineMemory(threads),
    outputBytes: checkpoints[0].bytes,
  };
}
