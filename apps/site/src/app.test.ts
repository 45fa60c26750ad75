import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.tsx';
import { securityHeaders } from './headers.ts';
import { openSite, type TestSite, testAssets } from './testing/open-site.ts';
import { version } from './version.ts';

let site: TestSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

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
    const { status, text, headers } = await site.get(address);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(text.startsWith('<!doctype html><html lang="en">')).toBe(true);
    expect(text.match(/<h1[ >]/g)).toHaveLength(1);
    expect(text.match(/<main[ >]/g)).toHaveLength(1);
    for (const [name, value] of Object.entries(securityHeaders)) expect(headers.get(name)).toBe(value);
  });

  it.each(pages)('%s has no inline script, style or handler, which the policy would refuse', async (address) => {
    const { text } = await site.get(address);
    expect(text.match(/<script(?![^>]* src=)[^>]*>/g)).toBeNull();
    expect(text.match(/<style|\sstyle=|\son[a-z]+=/g)).toBeNull();
  });

  it.each(pages)('%s has the search box, and a form that works without JavaScript', async (address) => {
    const { text } = await site.get(address);
    expect(text).toMatch(/<form action="\/search">.*<input[^>]* name="q"/s);
    expect(text.match(/id="query"/g)).toHaveLength(1);
  });

  it.each(pages)('%s answers HEAD like GET, without the body', async (address) => {
    const { status, text, headers } = await site.get(address, { method: 'HEAD' });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-security-policy')).toContain("script-src 'self' 'wasm-unsafe-eval'");
  });

  it.each(pages)('%s answers 304 to who has it already', async (address) => {
    const tag = (await site.get(address)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"/);
    const again = await site.get(address, { headers: { 'if-none-match': tag } });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('is compressed for who can read that', async () => {
    const response = await site.request('/', { headers: { 'accept-encoding': 'gzip' } });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    const plain = await new Response(response.body?.pipeThrough(new DecompressionStream('gzip'))).text();
    expect(plain).toBe((await site.get('/')).text);
  });
});

describe('everything else', () => {
  it('answers 404 in words, with the code', async () => {
    const { status, text, headers } = await site.get('/nowhere/<b>');
    expect(status).toBe(404);
    expect(text).toContain('There is no page at /nowhere/');
    expect(text).toContain('<span class="id">page/not-found</span>');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('answers 500 without what broke, which goes to the log', async () => {
    const broken = {
      ...site.service,
      catalog: { ...site.service.catalog, list: () => Promise.reject(new Error('secret /srv/path')) },
      index: site.service.index,
    };
    const lines: string[] = [];
    const failing = createApp({ service: broken, assets: testAssets, log: (line) => lines.push(line) });
    const response = await failing.request('/');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).toContain('Offprint made a mistake while answering this.');
    expect(text).not.toContain('secret');
    expect(lines.join()).toContain('secret /srv/path');
  });

  it('says that it is ready, in JSON', async () => {
    const { status, text, headers } = await site.get('/health');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    const change = await site.service.catalog.currentChange();
    expect(JSON.parse(text)).toEqual({ ready: true, version, papers: 76, change, index: { change, documents: 76 } });
  });

  it('sends old habits to the right address', async () => {
    const papers = await site.get('/papers');
    expect([papers.status, papers.headers.get('location')]).toEqual([301, '/']);
    const icon = await site.get('/favicon.ico');
    expect([icon.status, icon.headers.get('location')]).toEqual([301, '/favicon.svg']);
  });

  it('logs nothing while nothing breaks', () => {
    expect(site.log).toEqual([]);
  });
});
