/** The page of every method as a reader meets it: what it is good for, its sheet, its example, in light, dark and narrow. */
import { methods } from '@offprint/methods';
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

const looks = [
  ['light', 1280],
  ['dark', 360],
] as const;

describe.each([...methods.values()].map((method) => [method.id, method] as const))('%s', (id, method) => {
  test.each(looks)('in %s at %i: accessible, in its width, with its example drawn', async (colorScheme, width) => {
    const options = { colorScheme, viewport: { width, height: 900 } };
    const { page, complaints, strangers } = await openPage(browser, `${server.url}/methods/${id}`, options);
    expect(await page.textContent('h1')).toBe(method.name);
    // A page does not wait for an example that takes long; it is there for whoever comes next.
    while ((await page.locator('#example svg.figure').count()) === 0) await page.reload();
    await expectAccessible(page);
    expect(await fitsWidth(page)).toBe(true);
    await takePicture(page, `methods-${id}-${colorScheme}-${width}`);
    expect(complaints).toEqual([]);
    expect(strangers).toEqual([]);
    await page.context().close();
  });

  test('stands on the shelf of its family, and runs what Try it made', async () => {
    const { page, complaints } = await openPage(browser, `${server.url}/methods`);
    await page.click(`a[href="/methods/${id}"]`);
    await page.waitForURL(`**/methods/${id}`);
    await page.click('[data-do="try-it"]');
    await page.waitForSelector('run-sheet[data-state="ready"]');
    await page.click('#run-button');
    await page.waitForSelector('run-sheet[data-state="result"]');
    await page.waitForSelector('#figure [data-figure] svg');
    await expectAccessible(page);
    await takePicture(page, `methods-${id}-result-light-1280`);
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
