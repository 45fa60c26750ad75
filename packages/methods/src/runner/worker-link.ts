/** Both ends of the line between a thread and a worker that it started, alike in Node and in browsers. */

/** The end of the thread that started the worker. */
export interface WorkerHandle {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once if the worker ends without having been asked to. The reason is a sentence, where there is one. */
  onDeath(listener: (death: WorkerDeath) => void): void;
  /** Stops it at once, in the middle of whatever it does. */
  terminate(): Promise<void>;
}

export interface WorkerDeath {
  readonly outOfMemory: boolean;
  readonly reason: string;
}

/** The worker's own end. */
export interface WorkerScope {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}
