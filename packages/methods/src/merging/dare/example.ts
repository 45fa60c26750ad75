export { makeExample } from '../task-arithmetic/example.ts';

/** What stays is enough to see something of it in a model this small. */
export const settings = { density: 0.5, lambda: 0.5 };
