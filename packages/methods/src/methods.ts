// Written by `npm run registry` from the folders of methods; do not edit.
export { default as tiesMerging } from './merging/ties-merging/method.ts';
