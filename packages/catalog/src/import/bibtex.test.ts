import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bibtexOf } from '../cite/bibtex.ts';
import { paperRecord } from '../record.ts';
import { needsShared, sharedFile } from '../testing/shared-folder.ts';
import { bibtex } from './bibtex.ts';
import type { Found } from './format.ts';
import { type Line, openText } from './lines.ts';
import { textOfTex } from './tex-text.ts';

async function* linesOf(text: string): AsyncGenerator<Line> {
  for (const [index, line] of text.split('\n').entries()) yield { text: line, number: index + 1 };
}

async function read(lines: AsyncIterable<Line>): Promise<Found[]> {
  const found: Found[] = [];
  for await (const item of bibtex.read(lines, {})) found.push(item);
  return found;
}

const file = `Anything outside is comment, even an address like me@example.org.
@string{icml = "Proceedings of ICML"}
@comment{ @article{not, title={This}} }
@preamble{"\\newcommand{\\x}{y}"}
@InProceedings{one, title = {{TIES}: Resolving {\\'e}tudes \\& more}, AUTHOR = "Yadav, Prateek and
  {The {Merging} and Mixing Group} and van der Berg, Jr., Jan and others",
  booktitle = icml # { 2023}, year = 2023, pages = {1--2}}
@article(two, title = {Second, with (parentheses) and 50\\% off}, journal = {arXiv preprint arXiv:2306.01708v2},
  year = {2023}, url = {https://github.com/second/code.git})
@misc{three, title = "Third", eprint = {hep-th/9901001}, archivePrefix = {arXiv}, date = {2020-05-06}}
@article{four, author = {Nobody}}
@article{five, title = {Never closed,
@misc{six, title = {Sixth}}`;

describe('BibTeX', () => {
  it('gives a paper for each entry with a title, and names the others', async () => {
    const found = await read(linesOf(file));
    const base = { ...paperRecord({ title: 'x' }) };
    expect(found).toEqual([
      {
        line: 5,
        record: {
          ...base,
          title: 'TIES: Resolving études & more',
          authors: ['Prateek Yadav', 'The Merging and Mixing Group', 'Jan van der Berg Jr.'],
          venue: 'Proceedings of ICML 2023',
          year: 2023,
        },
      },
      {
        line: 8,
        record: {
          ...base,
          title: 'Second, with (parentheses) and 50% off',
          arxivId: '2306.01708',
          year: 2023,
          codeUrl: 'https://github.com/second/code',
        },
      },
      { line: 10, record: { ...base, title: 'Third', arxivId: 'hep-th/9901001', year: 2020 } },
      { line: 11, problem: "is an entry of type 'article' without a title" },
      { line: 12, problem: 'begins an entry whose closing bracket is missing' },
      { line: 13, record: { ...base, title: 'Sixth' } },
    ]);
  });

  it('reads what the catalogue writes', async () => {
    const word = fc.stringMatching(/^[A-Za-z0-9&%$#_{}~^\\é-]{1,8}$/);
    const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((all) => `T ${all.join(' ')}`);
    await fc.assert(
      fc.asyncProperty(words, fc.constantFrom(null, 'ICML', 'JMLR'), async (title, venue) => {
        // Dashes are set as TeX sets them.
        fc.pre(!title.includes('--'));
        const record = paperRecord({
          title,
          venue,
          year: 2024,
          arxivId: '2401.00001',
          authors: ['Ann B. Arbor', 'Jan van der Berg', 'OpenAI'],
        });
        expect(await read(linesOf(bibtexOf(record)))).toEqual([{ line: 1, record }]);
      }),
    );
  });
});

describe('textOfTex', () => {
  it.each([
    ['Barcel{\\\'o} and G{\\"u}rel', 'Barceló and Gürel'],
    ["Richt\\'arik, \\v{S}koda, Erd\\H os, \\c{C}elik", 'Richtárik, Škoda, Erdős, Çelik'],
    ['na\\"{\\i}ve \\o{} \\ss{} {\\L}ukasz', 'naïve ø ß Łukasz'],
    ['\\emph{very} \\textbf{bold}~text', 'very bold text'],
    ["1--2 --- ``quoted''", '1–2 — “quoted”'],
    ['$k$-means in $O(n^{2})$', '$k$-means in $O(n^{2})$'],
    ['\\$5 or \\$6 for \\emph{one} $\\alpha$', '$5 or $6 for one $\\alpha$'],
    ['50\\% of \\$5 \\& \\#1 \\_x \\{y\\}', '50% of $5 & #1 _x {y}'],
  ])('%j', (tex, text) => {
    expect(textOfTex(tex)).toBe(text);
  });
});

const folder = sharedFile('data', 'bibtex');

describe.skipIf(folder === null)(`BibTeX files of other test suites (${needsShared})`, () => {
  it('are read without a fault, whatever they hold', async () => {
    let papers = 0;
    for (const suite of ['better-bibtex', 'jabref']) {
      const at = path.join(folder ?? '', suite);
      for (const name of readdirSync(at).filter((one) => one.endsWith('.bib'))) {
        const found = await read((await openText(path.join(at, name))).lines());
        papers += found.filter((item) => 'record' in item).length;
      }
    }
    expect(papers).toBeGreaterThan(3000);
  });
});
