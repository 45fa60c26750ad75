/** The reading pages as a reader meets them: light, dark and narrow, by keyboard, and without JavaScript. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, fitsWidth, launchBrowser, openPage } from './browser.ts';
import { type Running, startServer, temporaryFolder } from './offprint.ts';
import { takePicture } from './screenshots.ts';

let place: ReturnType<typeof temporaryFolder>;
let server: Running;
let browser: Browser;
beforeAll(async () => {
  place = temporaryFolder();
  server = await startServer(place.path);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  place.remove();
});

const pages = [
  { name: 'front', address: '/', heading: 'Wednesday 11 March' },
  { name: 'search', address: '/search?q=merging+models', heading: '' },
  { name: 'search-empty', address: '/search?q=zzqxv', heading: 'No paper' },
  { name: 'paper', address: '/papers/ties-merging', heading: 'Resolving Interference' },
  { name: 'methods', address: '/methods', heading: 'Methods' },
  { name: 'method', address: '/methods/ties-merging', heading: 'TIES-Merging' },
] as const;

const looks = [
  { look: 'light-1280', options: { colorScheme: 'light', viewport: { width: 1280, height: 900 } } },
  { look: 'dark-1280', options: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } } },
  { look: 'light-360', options: { colorScheme: 'light', viewport: { width: 360, height: 740 } } },
  { look: 'dark-360', options: { colorScheme: 'dark', viewport: { width: 360, height: 740 } } },
] as const;

describe.each(pages)('$name', ({ name, address, heading }) => {
  test.each(looks)(
    '$look: accessible, in its width, silent in the console, reaching nobody else',
    async ({ look, options }) => {
      const { page, complaints, strangers } = await openPage(browser, server.url + address, options);
      await page.waitForLoadState('networkidle');
      expect(await page.textContent('main')).toContain(heading);
      await expectAccessible(page);
      expect(await fitsWidth(page)).toBe(true);
      await takePicture(page, `${name}-${look}`);
      expect(complaints).toEqual([]);
      expect(strangers).toEqual([]);
      await page.context().close();
    },
  );

  test('ships under 20 kB of compressed script', async () => {
    const { page } = await openPage(browser, 'about:blank');
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script')
        scripts.push(response.body().then((body) => gzipSync(body).byteLength));
    });
    await page.goto(server.url + address);
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(20_000);
    await page.context().close();
  });
});

test('prints black on white, without navigation', async () => {
  const { page } = await openPage(browser, `${server.url}/papers/ties-merging`, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toMatch(
    /rgb\(255, 255, 255\)|rgba\(0, 0, 0, 0\)/,
  );
  expect(await page.locator('header nav').first().isVisible()).toBe(false);
  expect(await page.locator('h1').isVisible()).toBe(true);
  await page.context().close();
});

test('keys: j and k move, o opens, / searches, ? lists them, Escape leaves', async () => {
  const { page } = await openPage(browser, server.url);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.keyboard.press('k');
  await page.keyboard.press('o');
  await page.waitForURL('**/papers/kv-merger');
  await page.keyboard.press('/');
  await page.keyboard.type('fair clique');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/search?q=fair+clique');
  expect(await page.locator('main a[href="/papers/fair-clique"]').first().isVisible()).toBe(true);
  await page.locator('body').press('?');
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  await page.context().close();
});

test('search marks the words as they stand in the text, whatever their ending', async () => {
  const { page } = await openPage(browser, `${server.url}/search?q=merge`);
  const marked = await page.locator('main mark').allTextContents();
  expect(marked).toContain('Merging');
  expect(marked.every((word) => /^merg/i.test(word))).toBe(true);
  await page.context().close();
});

test('a paper is found by slug and by arXiv identifier, under one canonical address', async () => {
  const addresses = ['/papers/ties-merging', '/papers/2306.01708'];
  const found: (string | null)[][] = [];
  for (const address of addresses) {
    const { page } = await openPage(browser, server.url + address);
    found.push([await page.textContent('h1'), await page.getAttribute('link[rel=canonical]', 'href')]);
    await page.context().close();
  }
  expect(found[0]).toEqual(found[1]);
  expect(found[0]?.[1]).toMatch(/\/papers\/ties-merging$/);
});

test('without JavaScript: front page, search and paper can be read, and the command line stands in for Run', async () => {
  const { page } = await openPage(browser, server.url, { javaScriptEnabled: false });
  expect(await page.locator('main a[href="/papers/kv-merger"]').first().isVisible()).toBe(true);
  await page.fill('input[name=q]', 'sign interference');
  await page.press('input[name=q]', 'Enter');
  await page.waitForURL('**/search?q=sign+interference');
  await page.click('main a[href="/papers/ties-merging"]');
  await page.waitForURL('**/papers/ties-merging');
  expect(await page.locator('text=Prateek Yadav').first().isVisible()).toBe(true);
  const text = await page.textContent('main');
  expect(text).toContain('npx offprint run ties-merging');
  expect(text).toContain('JavaScript');
  expect(await page.locator('text=@inproceedings{yadav2023resolving').isVisible()).toBe(true);
  await takePicture(page, 'paper-without-javascript');
  await page.context().close();
});

test('BibTeX is copied', async () => {
  const { page } = await openPage(browser, `${server.url}/papers/ties-merging`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await page.click('button:has-text("Copy BibTeX")');
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('yadav2023resolving'));
  await page.context().close();
});

test('a wrong address says what is wrong and what to do, in every look', async () => {
  const { page } = await openPage(browser, `${server.url}/papers/no-such-paper`);
  expect(await page.textContent('main')).toContain('no-such-paper');
  await expectAccessible(page);
  await takePicture(page, 'error-light-1280');
  await page.context().close();
});
