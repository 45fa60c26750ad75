import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { GoldenAdapter } from './adapter.ts';

function isAdapter(value: unknown): value is GoldenAdapter {
  return (
    typeof value === 'object' &&
    value !== null &&
    'folders' in value &&
    Array.isArray(value.folders) &&
    'check' in value
  );
}

/**
 * Loads the `golden` of every `*.golden.ts` in the folders of methods.
 * @param sources the folder that holds the families
 * @throws Error if a file exports none, or if two serve the same folder
 */
export async function findAdapters(sources: string): Promise<GoldenAdapter[]> {
  const adapters: GoldenAdapter[] = [];
  const servedBy = new Map<string, string>();
  for (const file of globSync('*/*/*.golden.ts', { cwd: sources }).sort()) {
    const loaded: unknown = await import(pathToFileURL(path.join(sources, file)).href);
    const golden = typeof loaded === 'object' && loaded !== null && 'golden' in loaded ? loaded.golden : undefined;
    if (!isAdapter(golden)) throw new Error(`${file} exports no adapter called golden.`);
    for (const folder of golden.folders) {
      const other = servedBy.get(folder);
      if (other !== undefined) throw new Error(`Both ${other} and ${file} serve the cases of ${folder}.`);
      servedBy.set(folder, file);
    }
    adapters.push(golden);
  }
  return adapters;
}
