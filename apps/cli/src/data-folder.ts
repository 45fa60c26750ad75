import path from 'node:path';
import { openService, type Service } from '@offprint/site';
import { type Arguments, text } from './command.ts';

/** The data folder that a command works on: the option, the environment, or `./data`. */
export function dataFolder(args: Arguments): string {
  return path.resolve(text(args, 'data') ?? process.env['OFFPRINT_DATA'] ?? 'data');
}

/** What opens the store: the folder, and the database where one is named. */
export function storeOptions(args: Arguments): { folder: string; databaseUrl?: string } {
  const databaseUrl = process.env['DATABASE_URL'];
  return { folder: dataFolder(args), ...(databaseUrl === undefined || databaseUrl === '' ? {} : { databaseUrl }) };
}

/** Opens the catalogue and its index, and closes them whatever happens. */
export async function withService<T>(args: Arguments, work: (service: Service) => Promise<T>): Promise<T> {
  const service = await openService(storeOptions(args));
  try {
    return await work(service);
  } finally {
    await service.close();
  }
}
