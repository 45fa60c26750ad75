import { InputError } from '@offprint/errors';
import { describe, expect, it } from 'vitest';
import { paperRecord } from './record.ts';

describe('paperRecord', () => {
  it('puts what a source says into its plain form', () => {
    expect(
      paperRecord({
        title: '  Merging\n  models\u0007 ',
        arxivId: 'https://arxiv.org/abs/2306.01708v3',
        authors: [' Ann  Arbor ', ''],
        abstract: '',
        submittedOn: '2024-02-29',
        rating: 5,
      }),
    ).toEqual({
      slug: null,
      arxivId: '2306.01708',
      title: 'Merging models',
      authors: ['Ann Arbor'],
      year: null,
      venue: null,
      summary: null,
      abstract: null,
      family: null,
      codeUrl: null,
      submittedOn: '2024-02-29',
      listedOn: null,
      featuredOn: null,
      featuredRank: null,
    });
  });

  it.each([
    [{}, 'title'],
    [{ title: ' \t' }, 'title'],
    [{ title: 'x'.repeat(1001) }, 'title'],
    [{ title: 7 }, 'title'],
    [{ title: 'T', arxivId: 'not one' }, 'arxivId'],
    [{ title: 'T', slug: 'Not A Slug' }, 'slug'],
    [{ title: 'T', authors: ['A', 3] }, 'authors.1'],
    [{ title: 'T', year: 20.5 }, 'year'],
    [{ title: 'T', family: 'cooking' }, 'family'],
    [{ title: 'T', codeUrl: 'javascript:alert(1)' }, 'codeUrl'],
    [{ title: 'T', codeUrl: 'https://' }, 'codeUrl'],
    [{ title: 'T', listedOn: '2023-02-29' }, 'listedOn'],
    [{ title: 'T', listedOn: '11 March' }, 'listedOn'],
    [{ title: 'T', featuredOn: '2026-03-11' }, 'featuredRank'],
    [{ title: 'T', featuredRank: 3 }, 'featuredOn'],
    ['text', ''],
    [null, ''],
  ])('refuses %j and names the field', (value, field) => {
    let thrown: unknown;
    try {
      paperRecord(value);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(InputError);
    if (thrown instanceof InputError) expect([thrown.code, thrown.where]).toEqual(['paper/invalid', { field }]);
  });
});
