import type { Journal } from '../context.ts';
import type { Json } from '../json.ts';
import type { Method, RunJournal } from '../method.ts';
import type { ReceiptInput } from '../receipts/receipt.ts';
import type { Outputs } from './outputs.ts';

/**
 * The journal of a run, as its method sees it. With one in the options, waits for the hashes of the inputs, so that an
 * earlier run is gone on with only if it was of the same; without one it is empty and forgets what it is told.
 */
export async function openJournal(
  method: Pick<Method, 'id' | 'version'>,
  settings: Readonly<Record<string, Json>>,
  hashes: Promise<Readonly<Record<string, readonly ReceiptInput[]>>>,
  journal: RunJournal | undefined,
  outputs: Pick<Outputs, 'flush' | 'takeUp'>,
): Promise<Journal> {
  if (journal === undefined) return { entries: [], async append() {} };
  const inputs = Object.entries(await hashes).flatMap(([port, list]) =>
    list.map(({ name, size, sha256 }) => ({ port, name, size, sha256 })),
  );
  const records = await journal.begin({ method: { id: method.id, version: method.version }, settings, inputs });
  outputs.takeUp(records.at(-1)?.files ?? {});
  return {
    entries: records.map(({ entry }) => entry),
    async append(entry) {
      await journal.append({ entry, files: await outputs.flush() });
    },
  };
}
