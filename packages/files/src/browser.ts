/** What only a browser can do: write to the page's own private folder. */
export { type OpfsSink, opfsSink } from './opfs-sink.ts';
