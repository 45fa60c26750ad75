import { describe, it } from 'vitest';
import { methods } from '../registry.ts';
import { checkMethod } from './index.ts';

/** Every second registered method, in two files, so that two cores have work. */
export function checkHalf(half: 0 | 1): void {
  const chosen = [...methods.values()].filter((_, index) => index % 2 === half);
  describe.each(chosen)('checkMethod: $id', (method) => {
    it.each(checkMethod)('$title', ({ run }) => run(method));
  });
}
