import type { CheckpointHeader, Estimate } from '../../method.ts';

/** Bytes of inputs that one thread hashes, ranks and merges in a second; measured on two cores of a server. */
const bytesASecond = 2e8;
/** Starting the runner and its workers. */
const startSeconds = 0.3;
/** The engine itself, and what each thread holds: a chunk, its keys and a result. */
const engineBytes = 2e8;
const threadBytes = 1e8;

interface EstimatedInputs {
  readonly files: { readonly base: readonly CheckpointHeader[]; readonly models: readonly CheckpointHeader[] };
  readonly threads: number;
}

/** What a run will cost, from the headers alone. */
export function estimate({ files, threads }: EstimatedInputs): Estimate {
  const [base] = files.base;
  const bytes = [base, ...files.models].reduce((sum, file) => sum + file.bytes, 0);
  return {
    seconds: startSeconds + bytes / (bytesASecond * threads),
    memoryBytes: engineBytes + threads * threadBytes,
    outputBytes: base.bytes,
  };
}
