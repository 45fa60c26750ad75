export { makeExample } from '../task-arithmetic/example.ts';

/** Few enough stay for the masks to show in a model this small. */
export const settings = { density: 0.3, lambda: 0.5 };
