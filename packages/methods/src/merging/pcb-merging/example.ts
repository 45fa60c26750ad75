export { makeExample } from '../ties-merging/example.ts';
