import type { ByteSink, Checkpoint, SourceReference } from '@offprint/files';
import type { Random } from '@offprint/numerics';
import type { Json } from './json.ts';
import type { Receipt } from './receipts/receipt.ts';

/** What a method's `run` gets from the runner. It never touches a path, a socket or a clock itself. */
export interface RunContext<R = unknown> {
  /** Fires when the reader cancels. `map` and `output` heed it by themselves; long loops of their own must look. */
  readonly signal: AbortSignal;
  /** How many tasks of `map` run at once. Nothing that a method gives may depend on it. */
  readonly threads: number;
  /** Cheap to call after every piece of work: the runner throttles, and adds the time left. */
  progress(update: ProgressUpdate<R>): void;
  /** A warning that the reader sees and the receipt keeps, for instance `merge/identical-model`. */
  notice(code: string, message: string): void;
  /** Random numbers that depend on the seed of the run and the name of the stream, and on nothing else. */
  random(stream: string): Random;
  /**
   * Where the output of that port goes; a port of many may be opened once for each name. It becomes visible after `run` has returned, and vanishes on any failure or
   * cancel; the method neither commits nor discards it. Writing in ascending order lets the runner hash it on the way.
   * @param suggestedName a file name without folders; a reader who named a path is obeyed instead
   */
  output(port: string, suggestedName: string): Promise<ByteSink>;
  /**
   * Metadata for the outputs that says how they were made: Offprint's version, method, settings, seed, and name, size
   * and hash of every input. Waits until the inputs are hashed. Holds no times, paths or threads.
   */
  provenance(): Promise<Readonly<Record<string, string>>>;
  /** What a stopped run had finished, where runs of this caller can go on. */
  readonly journal: Journal;
  /**
   * Runs `tasks[task]` of the implementation on every item, in worker threads or, with one thread, right here.
   *
   * `take` gets the results strictly in the order of the items, one at a time, whatever the threads. At most twice as
   * many items as threads are under way, so a slow `take` bounds memory. An item is structured-cloned; `references` of
   * an input's `Checkpoint` inside it cost nothing. The first failing item by order is the one whose error is thrown.
   */
  map<I, O>(task: string, items: Iterable<I>, take: (result: O, index: number) => void | Promise<void>): Promise<void>;
}

/** Milestones of a run that can be stopped and gone on with. */
export interface Journal {
  /**
   * What earlier runs with the same inputs and settings wrote down, oldest first. The last is always there, of a long
   * run not all that came before it: an entry must say all that is needed to go on.
   */
  readonly entries: readonly Json[];
  /**
   * Makes all that was written to the outputs durable, then the entry. Of each output, a later run finds again what had
   * been written without a gap from its beginning, and must write the rest.
   */
  append(entry: Json): Promise<void>;
}

export interface ProgressUpdate<R = unknown> {
  /** Index into the descriptor's `steps`. */
  readonly step: number;
  /** How much of the whole run is done, from 0 to 1, in proportion to time as well as it is known. */
  readonly share: number;
  /** What is being worked on, for instance `tensor 173 of 284`. */
  readonly detail: string;
  /** The report so far, from which the figure is drawn while the method runs. */
  readonly partial?: R;
}

/** A piece of work for one worker: a pure function of its item and the files it opens. */
export type Task<I = never, O = unknown> = (item: I, services: TaskServices) => Promise<TaskResult<O>>;

export interface TaskServices {
  /** Opens a checkpoint; each worker opens the same references once. The runner closes it. */
  openCheckpoint(references: readonly SourceReference[]): Promise<Checkpoint>;
  readonly signal: AbortSignal;
}

export interface TaskResult<O> {
  readonly result: O;
  /** Buffers inside `result` that are moved rather than copied; the task must not keep them. */
  readonly transfer?: readonly ArrayBuffer[];
}

/** What a run found. */
export interface Report<R = unknown> {
  readonly numbers: readonly ReportNumber[];
  /** Plain data from which the figure is drawn. */
  readonly data: R;
}

export interface ReportNumber {
  readonly label: string;
  readonly value: number;
  readonly unit?: string;
  /** Decimals to show. */
  readonly digits?: number;
}

/** A warning of a run. */
export interface Notice {
  readonly code: string;
  readonly message: string;
}

/** Where a run is. */
export interface RunProgress<R = unknown> {
  readonly step: number;
  readonly steps: readonly string[];
  /** Seconds spent in each step so far; as long as the steps that were entered. */
  readonly stepSeconds: readonly number[];
  readonly share: number;
  readonly detail: string;
  /** Null as long as it would be a guess. */
  readonly secondsLeft: number | null;
  readonly partial?: R;
}

export interface OutputFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Lower-case hexadecimal, of the whole file, as `sha256sum` prints it. */
  readonly sha256: string;
  readonly reference: SourceReference;
}

export interface RunResult<R = unknown> {
  /** By port; of a port of many, by `port/name`. */
  readonly outputs: Readonly<Record<string, OutputFile>>;
  readonly report: Report<R>;
  readonly notices: readonly Notice[];
  readonly receipt: Receipt;
}
