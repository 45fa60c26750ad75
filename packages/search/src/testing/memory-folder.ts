import type { Folder } from '../folder/folder.ts';

/** Thrown by every operation from the one on at which the process is taken to have died. */
export class Died extends Error {}

/** A file: what programs see, and what is on the disk. */
interface Node {
  bytes: Uint8Array<ArrayBuffer>;
  durable: Uint8Array<ArrayBuffer>;
}

type Names = Map<string, Node>;

/**
 * A folder in memory that dies, or refuses, at a chosen step, for tests. A step is the making of a file, the writing of
 * a piece (of which half is written), the syncing of a file, a renaming, a removal, or the syncing of the folder.
 */
export interface MemoryFolder extends Folder {
  /** Steps taken since the last `failAt`. */
  steps(): number;
  /** From now on, fail at the `step`th step, counted from 1: for good, or once with this error. */
  failAt(step: number, once?: Error): void;
  /** The folder as the next process finds it when this one was killed: all that was written is there. */
  afterKill(): MemoryFolder;
  /**
   * The folder as found after a loss of power: of the changes of names since the last syncing of the folder only the
   * `kept` ones reached the disk, in whatever order, and files hold what was synced.
   */
  afterPowerLoss(kept: (change: number) => boolean): MemoryFolder;
  /** Changes of names since the last syncing of the folder. */
  unsynced(): number;
}

export function memoryFolder(start: ReadonlyMap<string, Uint8Array<ArrayBuffer>> = new Map()): MemoryFolder {
  const names: Names = new Map([...start].map(([name, bytes]) => [name, { bytes, durable: bytes }]));
  let synced: Names = new Map(names);
  let pending: ((names: Names) => void)[] = [];
  let steps = 0;
  let limit = Number.POSITIVE_INFINITY;
  let refusal: Error | undefined;

  /** Whether this is the step at which the process dies; `half` is what it still does. */
  const step = (half?: () => void): void => {
    steps += 1;
    if (refusal === undefined ? steps < limit : steps !== limit) return;
    half?.();
    throw refusal ?? new Died('The process died.');
  };
  const alive = (): void => {
    if (refusal === undefined && steps >= limit) throw new Died('The process died.');
  };
  const apply = (change: (names: Names) => void): void => {
    change(names);
    pending.push(change);
  };
  const copyOf = (from: Names, pick: (node: Node) => Uint8Array<ArrayBuffer>): MemoryFolder => {
    return memoryFolder(new Map([...from].map(([name, node]) => [name, pick(node).slice()])));
  };

  return {
    steps: () => steps,
    failAt(at, once) {
      steps = 0;
      limit = at;
      refusal = once;
    },
    afterKill: () => copyOf(names, (node) => node.bytes),
    afterPowerLoss(kept) {
      const found = new Map(synced);
      for (const [number, change] of pending.entries()) if (kept(number)) change(found);
      return copyOf(found, (node) => node.durable);
    },
    unsynced: () => pending.length,
    async list() {
      alive();
      return [...names.keys()];
    },
    async read(name) {
      alive();
      return names.get(name)?.bytes.slice() ?? null;
    },
    async write(name, pieces) {
      step();
      const node: Node = { bytes: new Uint8Array(0), durable: new Uint8Array(0) };
      apply((found) => found.set(name, node));
      const append = (piece: Uint8Array): void => {
        const longer = new Uint8Array(node.bytes.length + piece.length);
        longer.set(node.bytes);
        longer.set(piece, node.bytes.length);
        node.bytes = longer;
      };
      for (const piece of pieces) {
        step(() => append(piece.subarray(0, piece.length >> 1)));
        append(piece);
      }
      step();
      node.durable = node.bytes;
    },
    async rename(from, to) {
      step();
      const node = names.get(from);
      if (node === undefined) throw new Error(`There is no file "${from}".`);
      apply((found) => {
        found.set(to, node);
        found.delete(from);
      });
    },
    async remove(name) {
      step();
      apply((found) => found.delete(name));
    },
    async sync() {
      step();
      synced = new Map(names);
      pending = [];
    },
    async lock() {
      alive();
      return { release: () => undefined };
    },
  };
}
