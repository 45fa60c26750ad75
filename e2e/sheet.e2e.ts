/** The sheet in all that it offers: folders, the preview on a sample, the same run as YAML. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, fitsWidth, launchBrowser, openPage, type Watched } from './browser.ts';
import { writeExample, writeLargeCheckpoint } from './checkpoints.ts';
import { dropOn } from './drop.ts';
import { type Running, startServer, temporaryFolder } from './offprint.ts';
import { takePicture } from './screenshots.ts';
import { millisecondsToPicture } from './slider-latency.ts';

let place: ReturnType<typeof temporaryFolder>;
let server: Running;
let browser: Browser;
beforeAll(async () => {
  place = temporaryFolder();
  server = await startServer(folder('data'));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  place.remove();
});

function folder(...names: string[]): string {
  const made = path.join(place.path, ...names);
  mkdirSync(made, { recursive: true });
  return made;
}

function open(address: string, options: Parameters<typeof openPage>[2] = {}): Promise<Watched> {
  return openPage(browser, server.url + address, options);
}

const state = (page: Page, wanted: string): Promise<unknown> =>
  page.waitForSelector(`run-sheet[data-state="${wanted}"]`);

const names = (page: Page, port: string): Promise<string[]> =>
  page.locator(`[data-port="${port}"] .file-name`).allTextContents();

/** Models of the example as Hugging Face lays them out: a folder each, the base in two shards with their index. */
async function writeFolders(): Promise<string> {
  const root = folder('hub');
  const { base = [], models = [] } = await writeExample('ties-merging', folder('example'));
  for (const [index, file] of [...base, ...models].entries()) {
    const model = folder('hub', index === 0 ? 'tiny-base' : `tiny-task-${index}`);
    renameSync(file, path.join(model, 'model.safetensors'));
    writeFileSync(path.join(model, 'config.json'), '{"model_type":"tiny"}');
    writeFileSync(path.join(model, 'tokenizer.json'), '{}');
  }
  return root;
}

describe('folders', () => {
  let root: string;
  beforeAll(async () => {
    root = await writeFolders();
    writeFileSync(path.join(folder('old-model'), 'pytorch_model.bin'), 'x');
    writeFileSync(path.join(folder('notes'), 'diary.txt'), 'x');
  });

  test('dropped: a folder is a model under its own name, several fill the port, and they run', async () => {
    const { page, complaints } = await open('/papers/ties-merging');
    await dropOn(page, '[data-drop="base"]', [path.join(root, 'tiny-base')]);
    await page.waitForSelector('[data-port="base"] [data-header="sound"]');
    await dropOn(
      page,
      '[data-drop="models"]',
      [1, 2, 3].map((task) => path.join(root, `tiny-task-${task}`)),
    );
    await state(page, 'ready');
    expect(await names(page, 'base')).toEqual(['tiny-base']);
    expect((await names(page, 'models')).toSorted()).toEqual(['tiny-task-1', 'tiny-task-2', 'tiny-task-3']);
    await expectAccessible(page);
    await takePicture(page, 'sheet-folders-light-1280');
    await page.click('#tab-command');
    expect(await page.textContent('#panel-command pre')).toContain('--base tiny-base/');
    await page.click('#tab-page');
    await page.click('#run-button');
    await state(page, 'result');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('chosen: a folder of models fills the port', async () => {
    const { page } = await open('/papers/ties-merging');
    await page.setInputFiles('#choose-folder-models', root);
    await page.waitForFunction(
      () => document.querySelectorAll('[data-port="models"] [data-header="sound"]').length === 4,
    );
    expect((await names(page, 'models')).toSorted()).toEqual([
      'tiny-base',
      'tiny-task-1',
      'tiny-task-2',
      'tiny-task-3',
    ]);
    await page.context().close();
  });

  test('without weights that it can read, a folder is named with what it holds instead', async () => {
    const { page } = await open('/papers/ties-merging');
    await dropOn(page, '[data-drop="models"]', [path.join(place.path, 'old-model'), path.join(place.path, 'notes')]);
    await page.waitForSelector('[data-header="fault"]');
    const words = await page.textContent('[data-port="models"]');
    expect(words).toContain('The folder old-model holds no safetensors file, only pytorch_model.bin');
    expect(words).toContain('The folder notes holds no safetensors file.');
    await expectAccessible(page);
    await page.locator('[data-port="models"] .file-note button').first().click();
    await state(page, 'error');
    expect(await page.textContent('run-sheet')).toContain('Give the folder that holds model.safetensors');
    await page.context().close();
  });
});

describe('preview', () => {
  test('follows the settings on a sample, says so, and is no result', async () => {
    const { page, complaints } = await open('/methods/ties-merging');
    await page.click('[data-do="try-it"]');
    await page.waitForSelector('#preview [data-figure] svg');
    expect(await page.textContent('#preview')).toMatch(/[\d,]+ of 205,056 parameters: one row in 2 of each tensor/);
    const legend = async (): Promise<number> =>
      Number.parseFloat((await page.locator('#preview .legend b').first().textContent()) ?? '');
    const trimmed = await legend();
    const times = await millisecondsToPicture(page, '[data-setting="density"] input[type=range]', ['0.5', '0.9']);
    expect(times).toHaveLength(2);
    expect(await legend()).toBeLessThan(trimmed);
    await expectAccessible(page);
    await takePicture(page, 'preview-light-1280');
    // A value that is not allowed leaves the last picture where it is.
    await page.fill('#setting-density', '7');
    expect(await page.textContent('.setting-fault')).toContain('must be');
    expect(await page.locator('#preview [data-figure] svg').count()).toBe(1);
    await page.fill('#setting-density', '0.2');
    await page.click('#run-button');
    await state(page, 'result');
    expect(await page.locator('#preview').count()).toBe(0);
    await page.click('[data-do="again"]');
    await page.waitForSelector('#preview [data-figure] svg');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('reads a small part of large files', async () => {
    const large = folder('large');
    const files = ['base', 'a'].map((name) => path.join(large, `${name}.safetensors`));
    for (const [number, file] of files.entries()) await writeLargeCheckpoint(file, number);
    const { page } = await open('/papers/ties-merging');
    await page.setInputFiles('#choose-base', files.slice(0, 1));
    await page.waitForSelector('[data-port="base"] [data-header="sound"]');
    await page.setInputFiles('#choose-models', files.slice(1));
    await page.waitForSelector('#preview [data-figure] svg');
    expect(await page.textContent('#preview')).toContain('of 25,165,824 parameters: one row in 192 of each tensor');
    await page.context().close();
  });

  test.each([
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const)('in %s at %i: accessible and in its width', async (colorScheme, width) => {
    const { page } = await open('/methods/ties-merging', { colorScheme, viewport: { width, height: 800 } });
    await page.click('[data-do="try-it"]');
    await page.waitForSelector('#preview [data-figure] svg');
    await expectAccessible(page);
    expect(await fitsWidth(page)).toBe(true);
    await takePicture(page, `preview-${colorScheme}-${width}`);
    await page.context().close();
  });

  test('by keyboard alone: try it, move a slider, run, save', async () => {
    const { page } = await open('/methods/ties-merging');
    await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
    await page.reload();
    await page.keyboard.press('t');
    await page.waitForSelector('#preview [data-figure] svg');
    await page.keyboard.press('e');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.inputValue('#setting-density')).toBe('0.21');
    await page.locator('body').press('r');
    await state(page, 'result');
    const waiting = page.waitForEvent('download');
    await page.locator('body').press('s');
    expect((await waiting).suggestedFilename()).toBe('sample-base-ties.safetensors');
    await page.context().close();
  });
});

describe('beside related methods', () => {
  test('compares on the sample, by key, and on whole files when it is asked to; all in one table', async () => {
    const { page, complaints } = await open('/methods/task-arithmetic');
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.fill('#setting-lambda', '1');
    await page.click('#run-button');
    await state(page, 'result');
    await page.locator('body').press('m');
    await page.waitForSelector('.beside-table[aria-busy="false"]');
    const rows = page.locator('.beside-table tbody tr');
    const ids = await rows.evaluateAll((list) => list.map((row) => row.getAttribute('data-method')));
    expect(ids[0]).toBe('task-arithmetic');
    expect(ids).toEqual(expect.arrayContaining(['ties-merging', 'linear-averaging']));
    expect(await page.locator('[data-outcome="done"]').count()).toBe(ids.length);
    const cells = (id: string): Promise<string[]> =>
      page.locator(`.beside-table [data-method="${id}"] td`).allTextContents();
    // Averaging two models is task arithmetic at a half: the same direction but for rounding, half as far.
    const [sum, mean] = [await cells('task-arithmetic'), await cells('linear-averaging')];
    expect(sum).toHaveLength(7);
    expect(Number(mean[0]) / Number(sum[0])).toBeCloseTo(0.5, 1);
    for (const at of [5, 6]) expect(Number(mean[at])).toBeCloseTo(Number(sum[at]), 1);
    expect(await page.textContent('.beside-note')).toMatch(/^On [\d,]+ of 205,056 parameters/);
    await expectAccessible(page);
    await takePicture(page, 'beside-light-1280');

    await page.click('[data-do="beside-whole"]');
    await page.waitForSelector('.beside-table[aria-busy="false"]');
    await page.waitForSelector('.beside-note:has-text("On the whole files.")');
    expect(await page.locator('[data-outcome="done"]').count()).toBe(ids.length);
    const whole = await cells('task-arithmetic');
    const numbers = (await page.textContent('#numbers')) ?? '';
    expect(numbers).toContain(`base${Number(whole[0]).toFixed(2)}`.slice(0, 6));
    // A comparison belongs to its result.
    await page.click('[data-do="again"]');
    await page.click('#run-button');
    await state(page, 'result');
    expect(await page.locator('.beside-table').count()).toBe(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('in dark at 360: accessible and in its width', async () => {
    const { page } = await open('/methods/task-arithmetic', {
      colorScheme: 'dark',
      viewport: { width: 360, height: 800 },
    });
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.click('#run-button');
    await state(page, 'result');
    await page.click('[data-do="beside-sample"]');
    await page.waitForSelector('.beside-table[aria-busy="false"]');
    await expectAccessible(page);
    expect(await fitsWidth(page)).toBe(true);
    await takePicture(page, 'beside-dark-360');
    await page.context().close();
  });
});

describe('what few methods have', () => {
  test('a number for each model goes along when the models are moved, in the command and in YAML too', async () => {
    const { page } = await open('/methods/task-arithmetic');
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.fill('[data-part="weights"] >> nth=0', '0,5');
    expect(await page.getAttribute('run-sheet', 'data-state')).toBe('empty');
    await page.fill('[data-part="weights"] >> nth=1', '2');
    await state(page, 'ready');
    await page.click('[aria-label="Move sample-task-2.safetensors up"]');
    expect(await page.inputValue('[data-part="weights"] >> nth=0')).toBe('2');
    await page.click('#tab-command');
    expect(await page.textContent('#panel-command pre')).toContain("--weights '2, 0.5'");
    await page.click('#tab-recipe');
    const yaml = (await page.textContent('#panel-recipe pre')) ?? '';
    expect(yaml).toContain('merge_method: task_arithmetic');
    expect(yaml).toMatch(/sample-task-2[\s\S]*weight: 2[\s\S]*sample-task-1[\s\S]*weight: 0\.5/);
    await expectAccessible(page);
    await page.context().close();
  });

  test('the merge configuration that is copied runs as it stands', async () => {
    const { page } = await open('/methods/task-arithmetic', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.click('#tab-recipe');
    await page.click('#panel-recipe button');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(await page.textContent('#panel-recipe pre'));
    await page.goto(`${server.url}/methods/merge-recipe`);
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.fill('#setting-recipe', copied.replaceAll('.safetensors', ''));
    await page.click('#run-button');
    await state(page, 'result');
    await page.context().close();
  });

  test('several files: all into a folder that the reader chooses, or one of them', async () => {
    const { page, complaints } = await open('/methods/merge-recipe');
    // Stands in for the dialogue of the system, with a private folder of the page in place of one of the reader's.
    await page.addInitScript(() => {
      Reflect.deleteProperty(window, 'showSaveFilePicker');
      Object.assign(window, {
        showDirectoryPicker: async () =>
          (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true }),
      });
    });
    await page.reload();
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.click('#run-button');
    await state(page, 'result');
    const files = await page.locator('.made-file .file-name').allTextContents();
    expect(files).toEqual(expect.arrayContaining(['model.safetensors', 'README.md']));
    await expectAccessible(page);
    await takePicture(page, 'several-outputs-light-1280');
    await page.click('[data-do="save-all"]');
    await page.waitForSelector('.save-line .remark');
    expect(await page.textContent('.save-line .remark')).toBe(`Saved ${files.length} files in chosen.`);
    const saved = await page.evaluate(async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen');
      const list: [string, number][] = [];
      for await (const entry of folder.values())
        list.push([entry.name, (await (entry as FileSystemFileHandle).getFile()).size]);
      return list;
    });
    expect(saved.map(([name]) => name).toSorted()).toEqual(files.toSorted());
    expect(saved.every(([, size]) => size > 0)).toBe(true);
    const waiting = page.waitForEvent('download');
    await page.click('[aria-label="Save README.md"]');
    expect((await waiting).suggestedFilename()).toBe('README.md');
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
