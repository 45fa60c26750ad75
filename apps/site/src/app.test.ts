import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { paperRecord } from '@offprint/catalog';
import { methods } from '@offprint/methods';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.tsx';
import { securityHeaders } from './headers.ts';
import { openService, type Service } from './service.ts';
import { version } from './version.ts';

let folder: string;
let service: Service;
let app: Hono;
const log: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offprint-app-'));
  service = await openService({ folder });
  await service.catalog.put(
    [
      paperRecord({
        title: 'On <script>alert(1)</script> & "Quotes" in Zyzzyva Catalogues',
        arxivId: 'cs/0112017',
        authors: ['Ada <i>Lovelace</i>'],
        abstract: 'We study <b>markup</b> in titles. Zyzzyva beetles were merged into one & the same drawer.',
        codeUrl: 'https://example.org/code?a=1&b=2',
        submittedOn: '2001-12-10',
      }),
      paperRecord({ title: 'A Paper of Which Only the Title is Known' }),
    ],
    'a test',
  );
  await service.index.follow();
  const assets = {
    style: '/assets/style.css',
    fonts: ['/assets/stix.woff2'],
    script: (name: string) => `/assets/${name}.js`,
    files: new Map(),
  };
  app = createApp({ service, assets, log: (line) => log.push(line) });
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

async function get(
  address: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await app.request(address, init);
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const pages = [
  '/',
  '/?order=new',
  '/?family=merging',
  '/search',
  '/search?q=merging',
  '/papers/ties-merging',
  '/methods',
  '/keys',
];

describe('every page', () => {
  it.each(pages)('%s answers 200 with a whole document and the security headers', async (address) => {
    const { status, text, headers } = await get(address);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(text.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(text.match(/<h1[ >]/g)).toHaveLength(1);
    expect(text.match(/<main[ >]/g)).toHaveLength(1);
    for (const [name, value] of Object.entries(securityHeaders)) expect(headers.get(name)).toBe(value);
  });

  it.each(pages)('%s has no inline script, style or handler, which the policy would refuse', async (address) => {
    const { text } = await get(address);
    expect(text.match(/<script(?![^>]* src=)[^>]*>/g)).toBeNull();
    expect(text.match(/<style|\sstyle=|\son[a-z]+=/g)).toBeNull();
  });

  it.each(pages)('%s has the search box, and a form that works without JavaScript', async (address) => {
    const { text } = await get(address);
    expect(text).toMatch(/<form action="\/search">.*<input[^>]* name="q"/s);
    expect(text.match(/id="query"/g)).toHaveLength(1);
  });

  it.each(pages)('%s answers HEAD like GET, without the body', async (address) => {
    const { status, text, headers } = await get(address, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
  });

  it.each(pages)('%s answers 304 to who has it already', async (address) => {
    const tag = (await get(address)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"/);
    const again = await get(address, { headers: { 'if-none-match': tag } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is compressed for who can read that', async () => {
    const response = await app.request('/', { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const plain = await new Response(response.body?.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(plain).toBe((await get('/')).text);
  });
});

describe('front page', () => {
  it('has the day of the catalogue as its heading, and the papers of the day in their order', async () => {
    const { text } = await get('/');
    expect(text).toContain(
      '<time datetime="2026-03-11">Wednesday 11 March <span class="front-year">2026</span></time>',
    );
    const { papers } = await service.catalog.list({ order: 'trending', limit: 25 });
    const addresses = [...text.matchAll(/<a href="\/papers\/([^"#]+)" data-opens-item/g)].map((match) => match[1]);
    expect(addresses).toEqual(papers.map((paper) => paper.slug));
  });

  it('shows seven papers whole and the others in lines, or all whole when asked', async () => {
    const { text } = await get('/');
    expect(text.match(/class="columns paper whole"/g)).toHaveLength(7);
    expect(text.match(/class="columns paper line"/g)).toHaveLength(18);
    expect((await get('/?summaries=all')).text.match(/class="columns paper whole"/g)).toHaveLength(25);
  });

  it('leads through all papers, page after page', async () => {
    const seen: string[] = [];
    let address: string | undefined = '/';
    while (address !== undefined) {
      const { text }: { text: string } = await get(address);
      seen.push(...[...text.matchAll(/<a href="\/papers\/([^"#]+)" data-opens-item/g)].map((match) => match[1] ?? ''));
      address = /<a href="([^"]+)" rel="next">/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(seen).toHaveLength(76);
    expect(new Set(seen).size).toBe(76);
  });

  it('names the families with their counts', async () => {
    const { text } = await get('/');
    for (const { family, count } of await service.catalog.families()) {
      expect(text).toContain(`<a href="/?family=${family}"`);
      expect(text).toMatch(
        new RegExp(`family=${family}"[^>]*>[^<]*<span class="count"><span class="unseen">, </span>${count}<`),
      );
    }
  });

  it('keeps to a family', async () => {
    const { text } = await get('/?family=trust');
    const slugs = [...text.matchAll(/<a href="\/papers\/([^"#]+)" data-opens-item/g)].map((match) => match[1]);
    expect(slugs).toHaveLength(6);
    expect(text).toMatch(/href="\/\?family=trust" aria-current="true"/);
  });

  it('puts the latest submitted first when asked for the new ones', async () => {
    const { text } = await get('/?order=new');
    expect(/data-opens-item="true">([^<]+)/.exec(text)?.[1] ?? /data-opens-item="">([^<]+)/.exec(text)?.[1]).toContain(
      'Zyzzyva',
    );
    expect(text).toContain('Newest papers');
  });

  it.each(['/?family=nonsense', '/?order=votes', '/?from=0', '/?after=nonsense', '/?summaries=some'])(
    'refuses %s with what is allowed',
    async (address) => {
      const { status, text } = await get(address);
      expect(status).toBe(422);
      expect(text).toMatch(/<span class="id">(query\/invalid|list\/cursor)<\/span>/);
    },
  );
});

describe('search page', () => {
  it('marks the words found, in their other forms too, and escapes the rest', async () => {
    const { text } = await get('/search?q=zyzzyva+merging');
    expect(text).toContain(
      'On &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Quotes&quot; in <mark>Zyzzyva</mark> Catalogues',
    );
    expect(text).toContain('<mark>merged</mark> into one &amp; the same drawer.');
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<b>markup');
  });

  it('says how many papers have a word', async () => {
    const { text } = await get('/search?q=merging');
    const { total } = service.index.search('merging', { limit: 0, offset: 0 });
    expect(text).toContain(`<b class="strong">${total} papers</b>`);
    expect(text.match(/<li class="result"/g)).toHaveLength(Math.min(20, total));
  });

  it('keeps to a family, and counts the others', async () => {
    const { text } = await get('/search?q=data&family=selection');
    const { total } = service.index.search('data', { limit: 0, offset: 0, family: 'selection' });
    expect(text).toContain(`<b class="strong">${total} papers</b> of selection`);
    expect(text).toContain('<input type="hidden" name="family" value="selection"');
    expect(text).toContain('href="/search?q=data"');
  });

  it('shows the second page', async () => {
    const all = service.index.search('model', { limit: 1000, offset: 0 });
    expect(all.total).toBeGreaterThan(20);
    const { text } = await get('/search?q=model&page=2');
    expect(text.match(/<li class="result"/g)).toHaveLength(Math.min(20, all.total - 20));
    expect(text).toContain('<a href="/search?q=model" rel="prev">');
  });

  it('says honestly that no paper has every word, what a looser query finds, and what comes nearest', async () => {
    const { status, text } = await get('/search?q=zyzzyva+submodular');
    expect(status).toBe(200);
    expect(text).toContain('No paper has all two words.');
    expect(text).toContain('Searched the titles, summaries and abstracts of 76 papers.');
    expect(text).toContain('Without <code>submodular</code>');
    expect(text).toContain('<a href="/search?q=zyzzyva">1 paper</a>');
    expect(text).toContain('These do not match your query.');
  });

  it('says that a word is in no paper', async () => {
    const { text } = await get('/search?q=qwertyuiop');
    expect(text).toContain('No paper has this word.');
    expect(text).not.toContain('<li class="result"');
  });

  it('offers another spelling', async () => {
    const { text } = await get('/search?q=mergng+interference');
    expect(text).toContain('<a href="/search?q=merging+interference">merging interference</a>');
  });

  it.each(['%22%3E%3Cscript%3Ealert(1)%3C/script%3E', '%E0%A4%A', '%00', '((((', '%F0%9F%92%A9', '-', 'the'])(
    'takes %s as text',
    async (query) => {
      const { status, text } = await get(`/search?q=${query}`);
      expect(status).toBe(200);
      expect(text).not.toContain('<script>alert');
    },
  );

  it('refuses a query that is too long, and says how long it may be', async () => {
    const { status, text } = await get(`/search?q=${'merging+'.repeat(1500)}`);
    expect(status).toBe(422);
    expect(text).toContain('at most 1000 are searched.');
    expect(text).toContain('query/too-long');
  });

  it.each(['0', '-3', 'x', '501'])('refuses page %s', async (page) => {
    expect((await get(`/search?q=merging&page=${page}`)).status).toBe(422);
  });
});

describe('paper page', () => {
  it('is the same page by slug and by arXiv identifier, known under the slug', async () => {
    const [slug, id, version] = await Promise.all(
      ['/papers/ties-merging', '/papers/2306.01708', '/papers/2306.01708v2'].map((address) => get(address)),
    );
    expect(slug?.status).toBe(200);
    expect(slug?.text).toContain('<link rel="canonical" href="/papers/ties-merging"/>');
    expect(id?.text).toBe(slug?.text);
    expect(version?.text).toBe(slug?.text);
  });

  it('shows what is known: title, authors, links, dates, BibTeX', async () => {
    const { text } = await get('/papers/ties-merging');
    expect(text).toContain('<h1 class="display text">Resolving Interference When Merging Models</h1>');
    expect(text).toContain('Prateek Yadav, Derek Tam, Leshem Choshen, Colin Raffel, Mohit Bansal');
    expect(text).toContain('<a href="https://arxiv.org/abs/2306.01708">arXiv</a>');
    expect(text).toContain('featured <time datetime="2026-03-11">11 March 2026</time>');
    expect(text).toMatch(/<pre class="bibtex" id="bibtex">@inproceedings\{/);
    expect(text).toContain('npx offprint import FILE');
  });

  it('names similar papers with the words that they share', async () => {
    const paper = await service.catalog.get('ties-merging');
    const [first] = service.index.similar(paper?.id ?? '', 1);
    const [other] = await service.catalog.byIds([first?.id ?? '']);
    const { text } = await get('/papers/ties-merging');
    expect(text).toContain(`<a href="/papers/${other?.slug}" data-opens-item`);
    expect(text).toContain(`shares ${first?.sharedWords.slice(0, 4).join(', ')}`);
  });

  it('leads to the papers before and after', async () => {
    const paper = await service.catalog.get('ties-merging');
    const { previous, next } = await service.catalog.neighbours(paper?.id ?? '', { order: 'trending' });
    const { text } = await get('/papers/ties-merging');
    expect(text).toContain(`<a href="/papers/${previous?.slug}" rel="prev" aria-keyshortcuts="["`);
    expect(text).toContain(`<a href="/papers/${next?.slug}" rel="next" aria-keyshortcuts="]"`);
  });

  it('shows an imported abstract, escaped, under an old arXiv identifier with its slash', async () => {
    const { status, text } = await get('/papers/cs/0112017');
    expect(status).toBe(200);
    expect(text).toContain('We study &lt;b&gt;markup&lt;/b&gt; in titles.');
    expect(text).toContain('Ada &lt;i&gt;Lovelace&lt;/i&gt;');
    expect(text).toContain('href="https://example.org/code?a=1&amp;b=2"');
    expect(text).toContain('<link rel="canonical" href="/papers/cs/0112017"/>');
    expect(text).not.toContain('npx offprint import');
  });

  it('says when only the title is known', async () => {
    const { papers } = await service.catalog.list({ order: 'trending', limit: 500 });
    const bare = papers.find((paper) => paper.title.startsWith('A Paper of Which'));
    const { text } = await get(`/papers/${bare?.id}`);
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
    const { status, text } = await get(`/papers/${name}`);
    expect(status).toBe(404);
    expect(text).toContain('paper/not-found');
    expect(text).not.toContain('<script>');
  });

  it('shows the run sheet of a method that runs, and says so of one that does not', async () => {
    const running = [...methods.values()][0];
    expect((await get(`/papers/${running?.paper}`)).text).toContain(`data-method="${running?.id}"`);
    expect((await get('/papers/visdiff')).text.includes('Its method does not run here yet.')).toBe(
      !methods.has('visdiff'),
    );
  });
});

describe('citation files', () => {
  it.each([
    ['bibtex', 'ties-merging.bib', 'application/x-bibtex; charset=utf-8', '@inproceedings{'],
    ['ris', 'ties-merging.ris', 'application/x-research-info-systems; charset=utf-8', 'TY  - '],
    ['csl-json', 'ties-merging.json', 'application/vnd.citationstyles.csl+json', '[\n  {\n    "id": '],
  ])('gives %s as the file %s', async (format, file, type, beginning) => {
    const { status, text, headers } = await get(`/cite/${format}/ties-merging`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe(type);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${file}"`);
    expect(text.startsWith(beginning)).toBe(true);
  });

  it('answers 404 to an unknown paper or format', async () => {
    expect((await get('/cite/bibtex/nonsense')).status).toBe(404);
    expect((await get('/cite/endnote/ties-merging')).status).toBe(404);
    expect((await get('/cite/ris/cs/0112017')).headers.get('content-disposition')).toBe(
      'attachment; filename="cs-0112017.ris"',
    );
  });
});

describe('methods page', () => {
  it('shows all 74, and tells by words which run', async () => {
    const { text } = await get('/methods');
    expect(text.match(/<li class="shelf-item/g)).toHaveLength(74);
    expect(text.match(/, runs here</g)).toHaveLength(methods.size);
    expect(text.match(/, does not run yet</g)).toHaveLength(74 - methods.size);
    expect(text).toContain('<a href="/methods/ties-merging" data-opens-item');
    expect(text).toContain('<a href="/papers/faster-pam" data-opens-item');
  });

  it('filters by name without JavaScript', async () => {
    const { text } = await get('/methods?name=MERGING+model');
    const shown = [...text.matchAll(/data-filter-text="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.every((words) => words.includes('merging') && words.includes('model'))).toBe(true);
    expect((await get('/methods?name=qwertyuiop')).text).toContain('No method has that in its name');
  });
});

describe('page of a method', () => {
  it('says what it takes and gives, every setting and how to run it elsewhere', async () => {
    for (const method of methods.values()) {
      const { status, text } = await get(`/methods/${method.id}`);
      expect(status).toBe(200);
      expect(text).toContain(`href="/papers/${method.paper}#run"`);
      expect(text).toContain(`npx offprint run ${method.id}`);
      for (const title of [...Object.values(method.files), ...Object.values(method.settings)].map((port) => port.title))
        expect(text).toContain(title);
    }
  });

  it('leads to the paper of a method that does not run yet', async () => {
    const { status, text } = await get('/methods/visdiff');
    expect(status).toBe(methods.has('visdiff') ? 200 : 404);
    expect(text).toContain('/papers/visdiff');
  });

  it('answers 404 to an unknown one', async () => {
    const { status, text } = await get('/methods/ties-mergin');
    expect(status).toBe(404);
    expect(text).toContain('ties-merging');
  });
});

describe('everything else', () => {
  it('answers 404 in words, with the code', async () => {
    const { status, text, headers } = await get('/nowhere/<b>');
    expect(status).toBe(404);
    expect(text).toContain('There is no page at /nowhere/');
    expect(text).toContain('<span class="id">page/not-found</span>');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('answers 500 without what broke, which goes to the log', async () => {
    const broken = {
      ...service,
      catalog: { ...service.catalog, list: () => Promise.reject(new Error('secret /srv/path')) },
      index: service.index,
    };
    const assets = { style: '/s.css', fonts: [], script: () => '/k.js', files: new Map() };
    const lines: string[] = [];
    const failing = createApp({ service: broken, assets, log: (line) => lines.push(line) });
    const response = await failing.request('/');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('Offprint made a mistake while answering this.');
    expect(text).not.toContain('secret');
    expect(lines.join()).toContain('secret /srv/path');
  });

  it('says that it is ready, in JSON', async () => {
    const { status, text, headers } = await get('/health');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const change = await service.catalog.currentChange();
    expect(JSON.parse(text)).toEqual({ ready: true, version, papers: 76, change, index: { change, documents: 76 } });
  });

  it('sends old habits to the right address', async () => {
    const papers = await get('/papers');
    expect([papers.status, papers.headers.get('location')]).toEqual([301, '/']);
    const icon = await get('/favicon.ico');
    expect([icon.status, icon.headers.get('location')]).toEqual([301, '/favicon.svg']);
  });

  it('logs nothing while nothing breaks', () => {
    expect(log).toEqual([]);
  });
});
