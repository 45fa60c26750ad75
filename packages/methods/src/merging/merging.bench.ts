export { benchMerging as bench } from './bench/bench-merging.ts';
