import type { Estimate, EstimateInputs } from '../../method.ts';

/** Bytes of inputs that one thread hashes, ranks and merges in a second; measured on two cores of a server. */
const bytesASecond = 2.5e8;
/** Starting the runner and its workers. */
const startSeconds = 0.3;
/** The engine itself, and what each thread holds: a chunk, its keys and a result. */
const engineBytes = 9e7;
const threadBytes = 6e7;

/** What a run will cost, from the headers alone. */
export function estimate({ files, threads }: EstimateInputs): Estimate {
  const [base] = files['base'];
  const all = Object.values(files).flat();
  const bytes = all.reduce((sum, file) => sum + file.bytes, 0);
  return {
    seconds: startSeconds + bytes / (bytesASecond * threads),
    memoryBytes: engineBytes + threads * threadBytes,
    outputBytes: base.bytes,
  };
}
