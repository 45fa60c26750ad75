/**
 * Where bytes come from and where they go.
 *
 * A `SourceReference` is plain data that survives `postMessage`, so a worker can open the file for itself.
 * `openSource` turns it into a `ByteSource` that reads ranges.
 *
 * `folder` is the name of the model's folder that was given in place of its files. The checkpoint goes by it, since
 * files of models in folders mostly have one and the same name.
 */
export type SourceReference =
  | { readonly kind: 'path'; readonly path: string; readonly folder?: string }
  | { readonly kind: 'blob'; readonly blob: Blob; readonly name: string; readonly folder?: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly name: string };

/** A file of known size from which any range can be read, by any number of readers at once. */
export interface ByteSource {
  /** The file's own name, without folders. */
  readonly name: string;
  /** Size in bytes. */
  readonly size: number;
  /**
   * Fills the whole of `target` with the bytes from `at` on.
   * @throws InputError `file/ends-early` if the file ends before `target` is full.
   */
  readInto(target: Uint8Array, at: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * A file in the making. Nothing is visible under its final name until `commit`.
 * Ranges may be written in any order, each once.
 */
export interface ByteSink {
  /** The name that the file will have, without folders. */
  readonly name: string;
  /** @throws StorageError `disk/full` or `disk/refused`; the sink must then be discarded. */
  write(bytes: Uint8Array, at: number): Promise<void>;
  /** Makes what was written so far durable, under no name yet. Only sinks of runs that can go on have it. */
  flush?(): Promise<void>;
  /**
   * Takes up what an earlier run left: keeps its first bytes, cuts what is beyond. Only sinks of runs that can go on
   * have it. @throws IntegrityError `resume/partial-damaged` if fewer bytes are there
   */
  keep?(bytes: number): Promise<void>;
  /** Fills `target` from `at` on with what was kept. Only sinks of runs that can go on have it. */
  readBack?(target: Uint8Array, at: number): Promise<void>;
  /**
   * Makes the file durable and visible, and says where it is. Waits for writes that are still under way.
   * @throws StorageError if this or an earlier write failed; nothing is then visible.
   */
  commit(): Promise<SourceReference>;
  /** Removes every trace. Safe to call at any time, also after a failure; after `commit` it does nothing. */
  discard(): Promise<void>;
}

/** How a file is opened. Only `url` references read these. */
export interface OpenOptions {
  /** Stops every read of the source. */
  readonly signal?: AbortSignal;
  /** Lets Node reach private, loopback and link-local addresses. Off unless asked. Browsers guard this themselves. */
  readonly allowPrivate?: boolean;
  /** Milliseconds that a server may stay silent. Default 30 000. */
  readonly silenceLimit?: number;
}
