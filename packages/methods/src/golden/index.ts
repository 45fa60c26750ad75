/** Reference vectors: how a method's adapter looks, and how a folder of cases is run. */
export type { GoldenAdapter, GoldenResult } from './adapter.ts';
export { findAdapters } from './find-adapters.ts';
export { type GoldenProblem, type GoldenQuestion, type GoldenReport, type GoldenRow, runGolden } from './run-golden.ts';
export { closingLine, rowLines } from './show.ts';
