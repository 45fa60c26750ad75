import { AsyncLocalStorage } from 'node:async_hooks';
import { InternalError } from '@offprint/errors';
import type { Transaction } from 'kysely';
import type { Database } from './schema.ts';

type Work<T> = (trx: Transaction<Database>) => Promise<T>;

/**
 * Tells whether the caller runs inside a transaction of one store.
 *
 * Inside, a second `write` would wait for the first for ever, and a query through `db` would not see what the
 * transaction has written. Both are refused, on either database, so that no test passes on one and hangs on the other.
 */
export function createTransactionScope(): {
  /** Runs `work` as the inside of a transaction. */
  run<T>(work: Work<T>, trx: Transaction<Database>): Promise<T>;
  /** @throws InternalError if called from the inside */
  requireOutside(what: string): void;
} {
  // Held in an object that is marked at the end: what was started inside and runs on afterwards is outside again.
  const scopes = new AsyncLocalStorage<{ open: boolean }>();
  return {
    async run(work, trx) {
      const scope = { open: true };
      try {
        return await scopes.run(scope, () => work(trx));
      } finally {
        scope.open = false;
      }
    },
    requireOutside(what) {
      if (scopes.getStore()?.open === true) {
        throw new InternalError(`${what} inside a transaction of the same store; use the transaction's own handle.`);
      }
    },
  };
}
