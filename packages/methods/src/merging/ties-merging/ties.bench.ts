import { type BenchOptions, benchMerging } from '../bench/bench-merging.ts';

/** The cases of TIES alone. */
export function bench(log: (line: string) => void, options: BenchOptions = {}): Promise<void> {
  return benchMerging(log, { ...options, only: 'ties-merging' });
}
