// Written by `npm run registry` from the folders of methods; do not edit.
export { default as breadcrumbs } from './merging/breadcrumbs/method.ts';
export { default as compareCheckpoints } from './merging/compare-checkpoints/method.ts';
export { default as dare } from './merging/dare/method.ts';
export { default as fisherMerging } from './merging/fisher-merging/method.ts';
export { default as linearAveraging } from './merging/linear-averaging/method.ts';
export { default as loraExtract } from './merging/lora-extract/method.ts';
export { default as mergeRecipe } from './merging/merge-recipe/method.ts';
export { default as modelStock } from './merging/model-stock/method.ts';
export { default as opcm } from './merging/opcm/method.ts';
export { default as pcbMerging } from './merging/pcb-merging/method.ts';
export { default as slerp } from './merging/slerp/method.ts';
export { default as taskArithmetic } from './merging/task-arithmetic/method.ts';
export { default as tiesMerging } from './merging/ties-merging/method.ts';
export { default as twinMerging } from './merging/twin-merging/method.ts';
export { default as weightMatching } from './merging/weight-matching/method.ts';
