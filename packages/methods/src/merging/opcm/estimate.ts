import type { CheckpointHeader, Estimate } from '../../method.ts';

/** Floating-point operations of a thin decomposition are about this many times m n min(m, n), and so many a second. */
const operationsOfSvd = 20;
const operationsASecond = 4e9;
const bytesASecond = 1.5e8;
const engineBytes = 2e8;

interface EstimatedInputs {
  readonly files: {
    readonly base: readonly CheckpointHeader[];
    readonly models: readonly CheckpointHeader[];
    readonly earlier: readonly CheckpointHeader[];
  };
  readonly threads: number;
}

/** One decomposition for each weight and arrival; a thread holds the largest weight several times over in float64. */
export function estimate({ files, threads }: EstimatedInputs): Estimate {
  const [base] = files.base;
  const arrivals = files.models.length - (files.earlier.length === 0 ? 1 : 0);
  let operations = 0;
  let largest = 0;
  for (const { shape, elements } of base.tensors.values()) {
    largest = Math.max(largest, elements);
    if (shape.length === 2) operations += operationsOfSvd * elements * Math.min(...shape) * arrivals;
  }
  const bytes = [base, ...files.models, ...files.earlier].reduce((sum, file) => sum + file.bytes, 0);
  return {
    seconds: 0.4 + operations / (operationsASecond * threads) + bytes / (bytesASecond * threads),
    memoryBytes: engineBytes + threads * largest * 8 * 6,
    outputBytes: base.bytes,
  };
}
