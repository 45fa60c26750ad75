import type { CheckpointHeader, Estimate } from '../../method.ts';

const operationsOfSvd = 20;
const operationsASecond = 4e9;
const bytesASecond = 1.5e8;
const engineBytes = 2e8;

interface EstimatedInputs {
  readonly files: { readonly base: readonly CheckpointHeader[]; readonly models: readonly CheckpointHeader[] };
  readonly settings: { readonly density: number };
  readonly threads: number;
}

/** One decomposition for each weight and task; a thread holds the largest weight in float64 once for each model and more. */
export function estimate({ files, settings, threads }: EstimatedInputs): Estimate {
  const [base] = files.base;
  let operations = 0;
  let largest = 0;
  for (const { shape, elements } of base.tensors.values()) {
    largest = Math.max(largest, elements);
    if (shape.length >= 2)
      operations +=
        operationsOfSvd * elements * Math.min(shape[0], elements / Math.max(1, shape[0])) * files.models.length;
  }
  const bytes = [base, ...files.models].reduce((sum, file) => sum + file.bytes, 0);
  return {
    seconds: 0.4 + operations / (operationsASecond * threads) + bytes / (bytesASecond * threads),
    memoryBytes: engineBytes + threads * largest * 8 * (files.models.length + 4),
    outputBytes: base.bytes * (1 + 2 * settings.density * files.models.length),
  };
}
