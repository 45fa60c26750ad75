import { methods } from '@offprint/methods';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSite, type TestSite } from '../../testing/open-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

it('is the same page by slug and by arXiv identifier, known under the slug', async () => {
  const [slug, id, version] = await Promise.all(
    ['/papers/ties-merging', '/papers/2306.01708', '/papers/2306.01708v2'].map((address) => site.get(address)),
  );
  expect(slug?.status).toBe(200);
  expect(slug?.text).toContain('<link rel="canonical" href="/papers/ties-merging"/>');
  expect(id?.text).toBe(slug?.text);
  expect(version?.text).toBe(slug?.text);
});

it('shows what is known: title, authors, links, dates, BibTeX', async () => {
  const { text } = await site.get('/papers/ties-merging');
  expect(text).toContain('<h1 class="display text">Resolving Interference When Merging Models</h1>');
  expect(text).toContain('Prateek Yadav, Derek Tam, Leshem Choshen, Colin Raffel, Mohit Bansal');
  expect(text).toContain('<a href="https://arxiv.org/abs/2306.01708">arXiv</a>');
  expect(text).toContain('featured <time datetime="2026-03-11">11 March 2026</time>');
  expect(text).toMatch(/<pre class="bibtex" id="bibtex">@inproceedings\{/);
  expect(text).toContain('npx offprint import FILE');
});

it('names similar papers with the words that they share', async () => {
  const paper = await site.service.catalog.get('ties-merging');
  const [first] = site.service.index.similar(paper?.id ?? '', 1);
  const [other] = await site.service.catalog.byIds([first?.id ?? '']);
  const { text } = await site.get('/papers/ties-merging');
  expect(text).toContain(`<a href="/papers/${other?.slug}" data-opens-item`);
  expect(text).toContain(`shares ${first?.sharedWords.slice(0, 4).join(', ')}`);
});

it('leads to the papers before and after', async () => {
  const paper = await site.service.catalog.get('ties-merging');
  const { previous, next } = await site.service.catalog.neighbours(paper?.id ?? '', { order: 'trending' });
  const { text } = await site.get('/papers/ties-merging');
  expect(text).toContain(`<a href="/papers/${previous?.slug}" rel="prev" aria-keyshortcuts="["`);
  expect(text).toContain(`<a href="/papers/${next?.slug}" rel="next" aria-keyshortcuts="]"`);
});

it('shows an imported abstract, escaped, under an old arXiv identifier with its slash', async () => {
  const { status, text } = await site.get('/papers/cs/0112017');
  expect(status).toBe(200);
  expect(text).toContain('We study &lt;b&gt;markup&lt;/b&gt; in titles.');
  expect(text).toContain('Ada &lt;i&gt;Lovelace&lt;/i&gt;');
  expect(text).toContain('href="https://example.org/code?a=1&amp;b=2"');
  expect(text).toContain('<link rel="canonical" href="/papers/cs/0112017"/>');
  expect(text).not.toContain('npx offprint import');
});

it('says when only the title is known', async () => {
  const { papers } = await site.service.catalog.list({ order: 'trending', limit: 500 });
  const bare = papers.find((paper) => paper.title.startsWith('A Paper of Which'));
  const { text } = await site.get(`/papers/${bare?.id}`);
  expect(text).toContain('Only the title of this paper is known here.');
});

it.each([
  'nonsense',
  '9999.99999',
  '..%2f..%2fetc%2fpasswd',
  '%3Cscript%3E',
  `${'x'.repeat(5000)}`,
  "' OR 1=1 --",
  '%00',
])('answers 404 to %s', async (name) => {
  const { status, text } = await site.get(`/papers/${name}`);
  expect(status).toBe(404);
  expect(text).toContain('paper/not-found');
  expect(text).not.toContain('<script>');
});

it('shows the run sheet of a method that runs, and says so of one that does not', async () => {
  const running = [...methods.values()].find(({ paper }) => paper !== null);
  expect((await site.get(`/papers/${running?.paper}`)).text).toContain(`data-method="${running?.id}"`);
  expect((await site.get('/papers/visdiff')).text.includes('Its method does not run here yet.')).toBe(
    !methods.has('visdiff'),
  );
});
