import { opfsSink } from '@offprint/files/browser';
import { afterEach, expect, it, vi } from 'vitest';
import { RESULTS_FOLDER } from './results-folder.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('cleans the very folder into which runs write', async () => {
  const asked: string[] = [];
  const root = {
    async getDirectoryHandle(name: string) {
      asked.push(name);
      throw new DOMException('Refused, so that the sink falls back to memory.', 'SecurityError');
    },
  };
  vi.stubGlobal('navigator', { storage: { getDirectory: async () => root } });
  const sink = await opfsSink('x.safetensors');
  expect(sink.storage).toBe('memory');
  expect(asked).toEqual([RESULTS_FOLDER]);
});
