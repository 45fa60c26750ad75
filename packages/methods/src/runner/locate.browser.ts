import type { SourceReference } from '@offprint/files';

/** In a browser a string is an address. Relative ones are those of the page; a worker is given them resolved. */
export async function locate(given: string): Promise<readonly SourceReference[]> {
  return [{ kind: 'url', url: new URL(given, self.location.href).href }];
}
