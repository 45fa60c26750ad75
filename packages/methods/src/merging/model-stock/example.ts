export { makeExample } from '../task-arithmetic/example.ts';
