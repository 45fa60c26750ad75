import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { titleKeyOf } from './title-key.ts';

describe('titleKeyOf', () => {
  it.each([
    ['PLeaS -- Merging Models', 'PLeaS – Merging models'],
    ['Pre-training of $k$-Means', 'Pretraining of k-means'],
    ['Fréchet Distance', 'Fre\u0301chet distance'],
    ['{TIES}: \\emph{Merging}', 'TIES: Merging'],
    ['  Two   Words. ', 'two words'],
  ])('is the same for %j and %j', (one, other) => {
    expect(titleKeyOf(one)).toBe(titleKeyOf(other));
  });

  it('keeps numbers, and letters of any script, apart', () => {
    expect(titleKeyOf('Attention 2')).not.toBe(titleKeyOf('Attention 3'));
    expect(titleKeyOf('机器学习')).toBe('机器学习');
    expect(titleKeyOf('???')).toBe('???');
  });

  it('is its own key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (title) => {
        const key = titleKeyOf(title);
        expect(titleKeyOf(key)).toBe(key);
      }),
    );
  });
});
