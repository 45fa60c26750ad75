import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSite, type TestSite } from '../../testing/open-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

it('marks the words found, in their other forms too, and escapes the rest', async () => {
  const { text } = await site.get('/search?q=zyzzyva+merging');
  expect(text).toContain(
    'On &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Quotes&quot; in <mark>Zyzzyva</mark> Catalogues',
  );
  expect(text).toContain('<mark>merged</mark> into one &amp; the same drawer.');
  expect(text).not.toContain('<script>alert');
  expect(text).not.toContain('<b>markup');
});

it('says how many papers have a word', async () => {
  const { text } = await site.get('/search?q=merging');
  const { total } = site.service.index.search('merging', { limit: 0, offset: 0 });
  expect(text).toContain(`<b class="strong">${total} papers</b>`);
  expect(text.match(/<li class="result"/g)).toHaveLength(Math.min(20, total));
});

it('keeps to a family, and counts the others', async () => {
  const { text } = await site.get('/search?q=data&family=selection');
  const { total } = site.service.index.search('data', { limit: 0, offset: 0, family: 'selection' });
  expect(text).toContain(`<b class="strong">${total} papers</b> of selection`);
  expect(text).toContain('<input type="hidden" name="family" value="selection"');
  expect(text).toContain('href="/search?q=data"');
});

it('shows the second page', async () => {
  const all = site.service.index.search('model', { limit: 1000, offset: 0 });
  expect(all.total).toBeGreaterThan(20);
  const { text } = await site.get('/search?q=model&page=2');
  expect(text.match(/<li class="result"/g)).toHaveLength(Math.min(20, all.total - 20));
  expect(text).toContain('<a href="/search?q=model" rel="prev">');
});

it('says honestly that no paper has every word, what a looser query finds, and what comes nearest', async () => {
  const { status, text } = await site.get('/search?q=zyzzyva+submodular');
  expect(status).toBe(200);
  expect(text).toContain('No paper has all two words.');
  expect(text).toContain('Searched the titles, summaries and abstracts of 76 papers.');
  expect(text).toContain('Without <code>submodular</code>');
  expect(text).toContain('<a href="/search?q=zyzzyva">1 paper</a>');
  expect(text).toContain('These do not match your query.');
});

it('says that a word is in no paper', async () => {
  const { text } = await site.get('/search?q=qwertyuiop');
  expect(text).toContain('No paper has this word.');
  expect(text).not.toContain('<li class="result"');
});

it('offers another spelling', async () => {
  const { text } = await site.get('/search?q=mergng+interference');
  expect(text).toContain('<a href="/search?q=merging+interference">merging interference</a>');
});

it.each(['%22%3E%3Cscript%3Ealert(1)%3C/script%3E', '%E0%A4%A', '%00', '((((', '%F0%9F%92%A9', '-', 'the'])(
  'takes %s as text',
  async (query) => {
    const { status, text } = await site.get(`/search?q=${query}`);
    expect(status).toBe(200);
    expect(text).not.toContain('<script>alert');
  },
);

it('refuses a query that is too long, and says how long it may be', async () => {
  const { status, text } = await site.get(`/search?q=${'merging+'.repeat(1500)}`);
  expect(status).toBe(422);
  expect(text).toContain('at most 1000 are searched.');
  expect(text).toContain('query/too-long');
});

it.each(['0', '-3', 'x', '501'])('refuses page %s', async (page) => {
  expect((await site.get(`/search?q=merging&page=${page}`)).status).toBe(422);
});
