import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { root } from './offprint.ts';

/** Pictures are kept for whoever wants to look at them; `OFFPRINT_SCREENSHOTS=docs` renews those of the README. */
const folder = path.resolve(root, process.env['OFFPRINT_SCREENSHOTS'] ?? 'test-results/screenshots');

/** Takes a picture of the whole page, or of what is in view. */
export async function takePicture(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage });
}
