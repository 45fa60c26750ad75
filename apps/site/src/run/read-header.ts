import { asOffprintError } from '@offprint/errors';
import { openCheckpoint } from '@offprint/files';
import { summarise } from './checkpoint-summary.ts';
import type { Chosen, Header } from './sheet-state.ts';

/** Reads the header of a chosen checkpoint, and nothing else of it. Never rejects: a fault is an answer. */
export async function readHeader(file: Chosen): Promise<Header> {
  try {
    const opened = await openCheckpoint(file.references);
    try {
      const { name, tensors, bytes } = opened;
      return { state: 'sound', summary: summarise(opened), checkpoint: { name, tensors, bytes } };
    } finally {
      await opened.close();
    }
  } catch (thrown) {
    return { state: 'fault', error: asOffprintError(thrown).toJSON() };
  }
}
