import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arxivIdOf, arxivYear } from './arxiv-id.ts';

describe('arxivIdOf', () => {
  it.each([
    ['2306.01708', '2306.01708'],
    ['2306.01708v2', '2306.01708'],
    ['arXiv:2306.01708v12', '2306.01708'],
    ['https://arxiv.org/abs/2306.01708', '2306.01708'],
    ['http://arxiv.org/pdf/2306.01708v1.pdf', '2306.01708'],
    ['https://doi.org/10.48550/arXiv.2306.01708', '2306.01708'],
    ['0704.0001', '0704.0001'],
    ['hep-th/9901001v3', 'hep-th/9901001'],
    ['https://arxiv.org/abs/math.GT/0309136', 'math/0309136'],
    ['cs/0112017', 'cs/0112017'],
  ])('finds it in %s', (text, id) => {
    expect(arxivIdOf(text)).toBe(id);
  });

  it.each(['', 'ties-merging', '2313.01708', '12306.01708', '10.1016/j.is.2021.101804', 'hep-th/9913001', '2306.017'])(
    'finds none in %j',
    (text) => {
      expect(arxivIdOf(text)).toBeNull();
    },
  );

  it('takes its own answers as they are', () => {
    const identifiers = fc
      .tuple(fc.integer({ min: 7, max: 30 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 99_999 }))
      .map(([year, month, number]) => {
        const two = (value: number) => String(value).padStart(2, '0');
        return `${two(year)}${two(month)}.${String(number).padStart(5, '0')}`;
      });
    fc.assert(
      fc.property(identifiers, fc.integer({ min: 1, max: 30 }), (id, version) => {
        expect(arxivIdOf(`see https://arxiv.org/abs/${id}v${version}, page 3`)).toBe(id);
      }),
    );
  });
});

describe('arxivYear', () => {
  it.each([
    ['2306.01708', 2023],
    ['0704.0001', 2007],
    ['hep-th/9901001', 1999],
    ['cs/0112017', 2001],
    ['hep-th/9108001', 1991],
  ])('of %s is %i', (id, year) => {
    expect(arxivYear(id)).toBe(year);
  });
});
