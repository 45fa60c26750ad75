import type { RunContext } from '../../method.ts';
import type { Files, Pair, Plan, Settings } from './plan.ts';
import type { MatchingReport } from './report.ts';

/** Indices into the steps of the descriptor. */
export const step = { headers: 0, match: 1, check: 2, compare: 3, interpolate: 4, write: 5 } as const;
/** The share of the whole that is done when a step begins. */
export const begins = [0, 0.01, 0.6, 0.7, 0.8, 0.9] as const;

/** What the parts of a run share. */
export interface Work {
  readonly plan: Plan;
  readonly pair: Pair;
  readonly files: Files;
  readonly settings: Settings;
  readonly context: RunContext<MatchingReport>;
  /** Says how much of a step is done, and what is known. */
  progress(current: number, done: number, of: number, detail: string): void;
  /** Adds to the report. */
  add(found: Partial<MatchingReport>): void;
}
