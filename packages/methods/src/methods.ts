// Written by `npm run registry` from the folders of methods; do not edit.
export { default as tiesMerging } from './merging/ties-merging/method.ts';
export { default as weightMatching } from './merging/weight-matching/method.ts';
