import type { CheckpointHeader, Estimate } from '../../method.ts';

const operationsOfSvd = 20;
const operationsASecond = 4e9;
const bytesASecond = 1.5e8;
const engineBytes = 2e8;

interface EstimatedInputs {
  readonly files: { readonly base: readonly CheckpointHeader[]; readonly tuned: readonly CheckpointHeader[] };
  readonly settings: { readonly rank: number };
  readonly threads: number;
}

/** One decomposition for each weight, exact up to a side of 1,024 and by projection to the rank beyond. */
export function estimate({ files, settings, threads }: EstimatedInputs): Estimate {
  const [base] = files.base;
  let operations = 0;
  let largest = 0;
  let adapter = 0;
  for (const { shape, elements } of base.tensors.values()) {
    largest = Math.max(largest, elements);
    if (shape.length !== 2) continue;
    const side = Math.min(...shape);
    operations += operationsOfSvd * elements * (side <= 1024 ? side : settings.rank);
    adapter += 4 * settings.rank * (shape[0] + shape[1]);
  }
  return {
    seconds: 0.4 + operations / (operationsASecond * threads) + (2 * base.bytes) / (bytesASecond * threads),
    memoryBytes: engineBytes + threads * largest * 8 * 5,
    outputBytes: Math.min(adapter, 2 * base.bytes),
  };
}
