export { makeExample, settings } from '../task-arithmetic/example.ts';
