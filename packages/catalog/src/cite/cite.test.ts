import { describe, expect, it } from 'vitest';
import { cards } from '../cards/index.ts';
import { type PaperInput, paperRecord } from '../record.ts';
import { bibtexOf } from './bibtex.ts';
import { cslJsonOf } from './csl-json.ts';
import { citationKey } from './key.ts';
import { risOf } from './ris.ts';

const paper = (input: Partial<PaperInput>) => paperRecord({ title: 'A Title', ...input });

const ties = paper({
  title: 'Resolving Interference When Merging Models',
  authors: ['Prateek Yadav', 'Leshem Choshen'],
  year: 2023,
  venue: 'NeurIPS',
  arxivId: '2306.01708',
});

describe('citationKey', () => {
  it.each([
    [ties, 'yadav2023resolving'],
    [paper({ title: 'On the Power of Tests', authors: ['Pablo Barceló'], year: 2024 }), 'barcelo2024power'],
    [paper({ title: "Let's Make It Faster", authors: ['van der Linden, Putri'], year: 2022 }), 'linden2022lets'],
    [paper({ title: 'Fair Clique Search', year: 2020 }), 'clique2020fair'],
    [paper({ title: 'Of the', authors: ['Ann Arbor'] }), 'arborof'],
    [paper({ title: '机器学习', authors: ['李 明'] }), 'paper'],
  ])('%#', (record, key) => {
    expect(citationKey(record)).toBe(key);
  });

  it('is its own for each paper of the collection', () => {
    expect(new Set(cards.map(citationKey)).size).toBe(74);
  });
});

describe('bibtexOf', () => {
  it('writes a conference paper with its eprint', () => {
    expect(bibtexOf(ties)).toBe(`@inproceedings{yadav2023resolving,
  title         = {Resolving Interference When Merging Models},
  author        = {Yadav, Prateek and Choshen, Leshem},
  booktitle     = {NeurIPS},
  year          = {2023},
  eprint        = {2306.01708},
  archiveprefix = {arXiv},
  url           = {https://arxiv.org/abs/2306.01708}
}
`);
  });

  it('writes a preprint, escapes what TeX would read, and keeps capitals', () => {
    const record = paper({
      title: 'PLeaS -- 100% of C# & $x_1 {braces} \\ ~ ^',
      authors: ['OpenAI', 'Research and Development Team', 'Putri A. van der Linden'],
      arxivId: '2401.00001',
    });
    expect(bibtexOf(record)).toBe(`@misc{openaipleas,
  title         = {{PLeaS} -- 100\\% of C\\# \\& \\$x\\_1 \\textbraceleft{}braces\\textbraceright{} \\textbackslash{} \\textasciitilde{} \\textasciicircum{}},
  author        = {{OpenAI} and {Research and Development Team} and van der Linden, Putri A.},
  eprint        = {2401.00001},
  archiveprefix = {arXiv},
  url           = {https://arxiv.org/abs/2401.00001}
}
`);
  });

  it('keeps formulas, but not sums of money', () => {
    const [, title] = bibtexOf(paper({ title: '$k$-Means for $5 and $6 in $O(n_{2})$ BERTs' })).split('\n');
    expect(title).toBe('  title = {$k$-Means for \\$5 and \\$6 in $O(n_{2})$ {BERTs}}');
  });

  it('writes an article for a journal, and only what is known', () => {
    expect(bibtexOf(paper({ title: 'Fast Things', venue: 'JMLR', year: 2022 }))).toBe(`@article{things2022fast,
  title   = {Fast Things},
  journal = {JMLR},
  year    = {2022}
}
`);
  });
});

describe('risOf', () => {
  it('writes one value a line, ending in CR LF', () => {
    expect(risOf({ ...ties, abstract: 'One.', submittedOn: '2023-06-02' })).toBe(
      [
        'TY  - CONF',
        'ID  - yadav2023resolving',
        'TI  - Resolving Interference When Merging Models',
        'AU  - Yadav, Prateek',
        'AU  - Choshen, Leshem',
        'PY  - 2023',
        'DA  - 2023/06/02',
        'T2  - NeurIPS',
        'AB  - One.',
        'AN  - arXiv:2306.01708',
        'UR  - https://arxiv.org/abs/2306.01708',
        'ER  - ',
        '',
      ].join('\r\n'),
    );
    expect(risOf(paper({}))).toBe('TY  - UNPB\r\nID  - title\r\nTI  - A Title\r\nER  - \r\n');
  });
});

describe('cslJsonOf', () => {
  it('names the kind of paper and its parts', () => {
    expect(cslJsonOf(ties)).toEqual({
      id: 'yadav2023resolving',
      type: 'paper-conference',
      title: 'Resolving Interference When Merging Models',
      author: [
        { family: 'Yadav', given: 'Prateek' },
        { family: 'Choshen', given: 'Leshem' },
      ],
      issued: { 'date-parts': [[2023]] },
      'container-title': 'NeurIPS',
      number: 'arXiv:2306.01708',
      URL: 'https://arxiv.org/abs/2306.01708',
    });
    expect(cslJsonOf(paper({ authors: ['OpenAI'], arxivId: '2401.00001' }))).toEqual({
      id: 'openaititle',
      type: 'article',
      title: 'A Title',
      author: [{ literal: 'OpenAI' }],
      number: 'arXiv:2401.00001',
      URL: 'https://arxiv.org/abs/2401.00001',
      publisher: 'arXiv',
    });
    expect(cslJsonOf(paper({ venue: 'Neural Networks' })).type).toBe('article-journal');
  });
});
