import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSite, type TestSite } from '../../testing/open-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

it('has the day of the catalogue as its heading, and the papers of the day in their order', async () => {
  const { text } = await site.get('/');
  expect(text).toContain('<time datetime="2026-03-11">Wednesday 11 March <span class="front-year">2026</span></time>');
  const { papers } = await site.service.catalog.list({ order: 'trending', limit: 25 });
  const addresses = [...text.matchAll(/<a href="\/papers\/([^"#]+)" data-opens-item/g)].map((match) => match[1]);
  expect(addresses).toEqual(papers.map((paper) => paper.slug));
});

it('shows seven papers whole and the others in lines, or all whole when asked', async () => {
  const { text } = await site.get('/');
  expect(text.match(/class="columns paper whole"/g)).toHaveLength(7);
  expect(text.match(/class="columns paper line"/g)).toHaveLength(18);
  expect((await site.get('/?summaries=all')).text.match(/class="columns paper whole"/g)).toHaveLength(25);
});

it('leads through all papers, page after page', async () => {
  const seen: string[] = [];
  let address: string | undefined = '/';
  while (address !== undefined) {
    const { text }: { text: string } = await site.get(address);
    seen.push(...[...text.matchAll(/<a href="\/papers\/([^"#]+)" data-opens-item/g)].map((match) => match[1] ?? ''));
    address = /<a href="([^"]+)" rel="next">/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(seen).toHaveLength(76);
  expect(new Set(seen).size).toBe(76);
});

it('names the families with their counts', async () => {
  const { text } = await site.get('/');
  for (const { family, count } of await site.service.catalog.families()) {
    expect(text).toContain(`<a href="/?family=${family}"`);
    expect(text).toMatch(
      new RegExp(`family=${family}"[^>]*>[^<]*<span class="count"><span class="unseen">, </span>${count}<`),
    );
  }
});

it('keeps to a family', async () => {
  const { text } = await site.get('/?family=trust');
  const slugs = [...text.matchAll(/<a href="\/papers\/([^"#]+)" data-opens-item/g)].map((match) => match[1]);
  expect(slugs).toHaveLength(6);
  expect(text).toMatch(/href="\/\?family=trust" aria-current="true"/);
});

it('puts the latest submitted first when asked for the new ones', async () => {
  const { text } = await site.get('/?order=new');
  expect(/data-opens-item="true">([^<]+)/.exec(text)?.[1] ?? /data-opens-item="">([^<]+)/.exec(text)?.[1]).toContain(
    'Zyzzyva',
  );
  expect(text).toContain('Newest papers');
});

it.each(['/?family=nonsense', '/?order=votes', '/?from=0', '/?after=nonsense', '/?summaries=some'])(
  'refuses %s with what is allowed',
  async (address) => {
    const { status, text } = await site.get(address);
    expect(status).toBe(422);
    expect(text).toMatch(/<span class="id">(query\/invalid|list\/cursor)<\/span>/);
  },
);
