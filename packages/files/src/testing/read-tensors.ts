/** A worker that opens the references it is given and answers with the sum of the bytes of each tensor. */
import { parentPort, workerData } from 'node:worker_threads';
import { openCheckpoint } from '../checkpoint.ts';

const checkpoint = await openCheckpoint(workerData);
const sums = await Promise.all(
  [...checkpoint.tensors.values()].map(async (entry) => {
    const bytes = new Uint8Array(entry.bytes);
    await checkpoint.read(entry, bytes);
    return [entry.name, bytes.reduce((sum, byte) => sum + byte, 0)];
  }),
);
await checkpoint.close();
parentPort?.postMessage(sums);
