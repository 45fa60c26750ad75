import { describe, it } from 'vitest';
import scaledSum from '../testing/scaled-sum/method.ts';
import { checkHalf } from './check-half.testing.ts';
import { checkMethod } from './index.ts';

checkHalf(0);

describe('checkMethod on a method outside the registry', () => {
  it.each(checkMethod)('$title', ({ run }) => run(scaledSum));
});
