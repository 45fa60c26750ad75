import type { SourceReference } from '@offprint/files';

/** Where tasks and hashes are computed: here, or in a pool of workers. */
export interface Executor {
  /** How many tasks may be under way at once. */
  readonly window: number;
  task(name: string, item: unknown): Promise<unknown>;
  /** SHA-256 of the whole file. */
  hash(reference: SourceReference): Promise<HashedFile>;
  /** From now on no task comes, so hashes may take every worker. */
  drain(): void;
  /** Stops everything at once; what is under way is rejected with `reason`. */
  close(reason: unknown): Promise<void>;
}

export interface HashedFile {
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}
