import path from 'node:path';
import type { Service } from '@offprint/site';
import { type Arguments, environment, text } from './command.ts';
import type { Terminal } from './terminal.ts';

/** The data folder that a command works on: the option, the environment, or `./data`. */
export function dataFolder(args: Arguments): string {
  return path.resolve(text(args, 'data') ?? environment('OFFPRINT_DATA') ?? 'data');
}

/** What opens the store: the folder, and the database where one is named. */
export function storeOptions(args: Arguments): { folder: string; databaseUrl?: string } {
  const databaseUrl = environment('DATABASE_URL');
  return { folder: dataFolder(args), ...(databaseUrl === undefined ? {} : { databaseUrl }) };
}

/** Opens the catalogue and its index, and closes them whatever happens. */
export async function withService<T>(
  args: Arguments,
  terminal: Terminal,
  work: (service: Service) => Promise<T>,
): Promise<T> {
  const { openService } = await import('@offprint/site');
  const service = await openService({
    ...storeOptions(args),
    onProgress: ({ change, of, documents }) =>
      terminal.progress(of === 0 ? 1 : change / of, `indexing, ${documents} papers`),
  });
  terminal.endProgress();
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}
