/** The k-th largest of a run of numbers, by a heap of k whose root is the smallest: k log k at worst for each. */
export interface Largest {
  offer(value: number): void;
  /** The k-th largest so far, or -Infinity while fewer than k were offered. */
  threshold(): number;
}

/** Keeps the `k` largest numbers, k at least 1. */
export function largest(k: number): Largest {
  const heap = new Float64Array(k).fill(-Infinity);
  return {
    threshold: () => heap[0],
    offer(value) {
      if (!(value > heap[0])) return;
      let hole = 0;
      for (;;) {
        let child = 2 * hole + 1;
        if (child >= k) break;
        if (child + 1 < k && heap[child + 1] < heap[child]) child += 1;
        if (heap[child] >= value) break;
        heap[hole] = heap[child];
        hole = child;
      }
      heap[hole] = value;
    },
  };
}
