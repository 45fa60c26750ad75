import path from 'node:path';
import { fileSink } from '@offprint/files/node';
import type { Receipt } from '@offprint/methods';

/** `merged.safetensors` has its receipt in `merged.receipt.json`. */
export function receiptPath(output: string): string {
  return `${output.replace(/\.safetensors$/, '')}.receipt.json`;
}

/** Places of inputs as they stand in a receipt: seen from its folder, so that both can be moved together. */
function placedFrom(folder: string, receipt: Receipt): Receipt {
  const inputs = Object.entries(receipt.inputs).map(([port, files]) => [
    port,
    files.map((file) =>
      file.path === undefined || /^https?:/.test(file.path)
        ? file
        : { ...file, path: path.relative(folder, file.path) },
    ),
  ]);
  return { ...receipt, inputs: Object.fromEntries(inputs) };
}

/** Writes the receipt whole or not at all. */
export async function saveReceipt(file: string, receipt: Receipt): Promise<void> {
  const sink = await fileSink(file);
  try {
    await sink.write(
      new TextEncoder().encode(`${JSON.stringify(placedFrom(path.dirname(path.resolve(file)), receipt), null, 2)}\n`),
      0,
    );
    await sink.commit();
  } catch (thrown) {
    await sink.discard();
    throw thrown;
  }
}
