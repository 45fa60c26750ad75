import packageFile from '../../package.json' with { type: 'json' };
import type { Json } from '../json.ts';
import type { Method } from '../method.ts';
import type { ReceiptInput } from './receipt.ts';

/**
 * Metadata for a file that says how it was made: Offprint's version, method, settings, and the inputs with their hashes.
 * It holds nothing that differs between two runs of the same: no times, no paths, no threads.
 */
export function provenanceOf(
  method: Pick<Method, 'id' | 'version'>,
  settings: Readonly<Record<string, Json>>,
  inputs: Readonly<Record<string, readonly ReceiptInput[]>>,
): Readonly<Record<string, string>> {
  const files = Object.entries(inputs).flatMap(([port, list]) =>
    list.map(({ name, size, sha256 }) => ({ port, name, size, sha256 })),
  );
  return {
    offprint: JSON.stringify({
      offprint: packageFile.version,
      method: { id: method.id, version: method.version },
      settings,
      inputs: files,
    }),
  };
}
