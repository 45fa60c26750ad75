import { describe, it } from 'vitest';
import { methods } from '../registry.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { checkMethod } from './index.ts';

describe.each([...methods.values()])('checkMethod: $id', (method) => {
  it.each(checkMethod)('$title', ({ run }) => run(method));
});

describe('checkMethod on a method outside the registry', () => {
  it.each(checkMethod)('$title', ({ run }) => run(scaledSum));
});
