import { AsyncLocalStorage } from 'node:async_hooks';
import { InternalError } from '@offprint/errors';
import type { Transaction } from 'kysely';
import type { Database } from './schema.ts';

/**
 * The door of `write`, the same for both databases.
 *
 * Inside a transaction a second `write` would wait for the first for ever, and a query through `db` would not see what
 * the transaction has written. Both are refused, so that no fault passes on one database and hangs on the other.
 */
export interface WriteGate {
  /** Runs `transact`, which in turn runs `inside`, unless the caller is inside already or the gate is closed. */
  pass<T>(transact: () => Promise<T>): Promise<T>;
  /** Runs the work of a transaction as its inside. */
  inside<T>(work: (trx: Transaction<Database>) => Promise<T>, trx: Transaction<Database>): Promise<T>;
  /** @throws InternalError if called from the inside */
  requireOutside(what: string): void;
  /** Lets nobody in any more, and waits for those who are. */
  close(): Promise<void>;
}

export function createWriteGate(): WriteGate {
  // Held in an object that is marked at the end: what was started inside and runs on afterwards is outside again.
  const scopes = new AsyncLocalStorage<{ open: boolean }>();
  const passing = new Set<Promise<unknown>>();
  let closed = false;

  function requireOutside(what: string): void {
    if (scopes.getStore()?.open !== true) return;
    throw new InternalError(`${what} inside a transaction of the same store; use the transaction's own handle.`);
  }

  return {
    requireOutside,
    async pass(transact) {
      requireOutside('A second `write`');
      if (closed) throw new InternalError('The store is closed.');
      const transaction = transact();
      passing.add(transaction);
      try {
        return await transaction;
      } finally {
        passing.delete(transaction);
      }
    },
    async inside(work, trx) {
      const scope = { open: true };
      try {
        return await scopes.run(scope, () => work(trx));
      } finally {
        scope.open = false;
      }
    },
    async close() {
      requireOutside('`close`');
      closed = true;
      await Promise.allSettled(passing);
    },
  };
}
