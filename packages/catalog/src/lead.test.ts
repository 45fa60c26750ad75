import { describe, expect, it } from 'vitest';
import { findCard } from './cards/index.ts';
import { firstSentence, leadOf } from './lead.ts';

describe('firstSentence', () => {
  it.each([
    ['One is enough. Two are not.', 'One is enough.'],
    ['We follow Smith et al. Their method is old. Ours is not.', 'We follow Smith et al. Their method is old.'],
    ['See e.g. Appendix A. It is long.', 'See e.g. Appendix A. It is long.'],
    ['Accuracy rises by 3.5 points. That is all.', 'Accuracy rises by 3.5 points.'],
    ['Is it so? It is.', 'Is it so?'],
    ['no end', 'no end'],
  ])('of %j', (text, sentence) => {
    expect(firstSentence(text)).toBe(sentence);
  });
});

describe('leadOf', () => {
  it('prefers the card, then the summary, then the abstract', () => {
    expect(leadOf({ slug: 'ties-merging', summary: 'S. T.', abstract: null })).toBe(findCard('ties-merging')?.lead);
    expect(leadOf({ slug: null, summary: 'First one. Second.', abstract: 'Abstract. More.' })).toBe('First one.');
    expect(leadOf({ slug: 'own', summary: null, abstract: 'Abstract here. More.' })).toBe('Abstract here.');
    expect(leadOf({ slug: null, summary: null, abstract: null })).toBeNull();
  });
});
