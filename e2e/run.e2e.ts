/** Run as a practitioner meets it: in the page, on own files, with the same bytes as on the command line. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exampleInputs, findMethod, flagOf, methods } from '@offprint/methods';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible, fitsWidth, launchBrowser, openPage, type Watched } from './browser.ts';
import { writeExample, writeLargeCheckpoint } from './checkpoints.ts';
import { offprint, program, type Running, startServer, temporaryFolder } from './offprint.ts';
import { takePicture } from './screenshots.ts';

let place: ReturnType<typeof temporaryFolder>;
let server: Running;
let browser: Browser;
let example: Readonly<Record<string, readonly string[]>>;
beforeAll(async () => {
  place = temporaryFolder();
  example = await writeExample('ties-merging', folder('example'));
  server = await startServer(folder('data'));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  place.remove();
});

function folder(name: string): string {
  const made = path.join(place.path, name);
  mkdirSync(made, { recursive: true });
  return made;
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

function openPaper(options: Parameters<typeof openPage>[2] = {}): Promise<Watched> {
  return openSheet('/papers/ties-merging', options);
}

async function openSheet(address: string, options: Parameters<typeof openPage>[2] = {}): Promise<Watched> {
  const watched = await openPage(browser, 'about:blank', options);
  // The system's own dialogue cannot be answered here; without it the page saves as a download.
  await watched.page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await watched.page.goto(server.url + address);
  return watched;
}

const state = (page: Page, wanted: string): Promise<unknown> =>
  page.waitForSelector(`run-sheet[data-state="${wanted}"]`);

async function chooseExample(page: Page): Promise<void> {
  await page.setInputFiles('#choose-base', [...(example['base'] ?? [])]);
  await page.waitForSelector('[data-port="base"] [data-header="sound"]');
  await page.setInputFiles('#choose-models', [...(example['models'] ?? [])]);
  await state(page, 'ready');
}

/** Settings as flags of the command line. */
function settingFlags(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [`--${value ? '' : 'no-'}${flagOf(name)}`];
    return [`--${flagOf(name)}`, Array.isArray(value) ? value.join(',') : String(value)];
  });
}

async function save(page: Page, what: string, to: string): Promise<void> {
  const waiting = page.waitForEvent('download');
  await page.click(`[data-do="${what}"]`);
  await (await waiting).saveAs(to);
}

test('a whole run on own files: the saved file is that of the command line, byte for byte, and nothing was sent', async () => {
  const { page, complaints, strangers } = await openPaper();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') sent.push(`${request.method()} ${request.url()}`);
  });
  await takePicture(page, 'run-before-light-1280');
  await chooseExample(page);
  await takePicture(page, 'run-ready-light-1280');
  await expectAccessible(page);
  await page.click('#run-button');
  await state(page, 'result');
  await page.waitForSelector('#figure svg');
  await expectAccessible(page);
  await takePicture(page, 'run-result-light-1280');

  const fromPage = path.join(place.path, 'from-page.safetensors');
  await save(page, 'save-merged', fromPage);
  const receiptFile = path.join(place.path, 'from-page.receipt.json');
  await save(page, 'save-receipt', receiptFile);
  const figureFile = path.join(place.path, 'figure.svg');
  await save(page, 'save-figure', figureFile);

  const fromCommand = path.join(place.path, 'from-command.safetensors');
  const finished = await offprint([
    'run',
    'ties-merging',
    '--base',
    ...(example['base'] ?? []),
    ...(example['models'] ?? []).flatMap((model) => ['--model', model]),
    '--density',
    '0.2',
    '--out',
    fromCommand,
  ]);
  expect(finished.stderr + finished.stdout).toContain('from-command.receipt.json');
  expect(finished.code).toBe(0);
  expect(readFileSync(fromPage).equals(readFileSync(fromCommand))).toBe(true);
  expect(await page.getAttribute('run-sheet', 'data-output-sha256')).toBe(sha256(fromCommand));

  const replayed = await offprint(['replay', receiptFile, '--inputs', path.join(place.path, 'example'), '--json']);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ same: true });
  expect(readFileSync(figureFile, 'utf8')).toMatch(/^<\?xml[^>]*\?>\s*<svg[\s\S]*<\/svg>\s*$/);
  expect(sent).toEqual([]);
  expect(strangers).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

// The engine is the same for all, so that each method is tried on one thread or on two.
test.each([...methods.keys()].map((id, index) => [id, 1 + (index % 2)] as const))(
  '%s: Try it and Run give in Chromium, on %i threads, the bytes that Node gives',
  async (id, threads) => {
    const inNode = folder(`node-${id}-${threads}`);
    const files = await writeExample(id, inNode);
    const method = findMethod(id);
    const flags = Object.entries(files).flatMap(([port, list]) =>
      list.flatMap((file) => [`--${method.files[port]?.flag}`, file]),
    );
    const { settings } = await exampleInputs(method);
    const run = await offprint(['run', id, ...flags, ...settingFlags(settings), '--json'], { cwd: inNode });
    expect(run.stderr).not.toContain('Error');
    const { outputs } = JSON.parse(run.stdout) as { outputs: Record<string, { sha256: string }> };

    const { page, complaints } = await openSheet(`/methods/${id}`);
    // The page takes as many threads as the machine says it has.
    await page.evaluate((cores) => Object.defineProperty(navigator, 'hardwareConcurrency', { value: cores }), threads);
    await page.click('[data-do="try-it"]');
    await state(page, 'ready');
    await page.click('#run-button');
    await state(page, 'result');
    const [first] = Object.values(outputs);
    expect(await page.getAttribute('run-sheet', 'data-output-sha256')).toBe(first?.sha256 ?? null);
    expect(complaints).toEqual([]);
    await page.context().close();
  },
);

test.each([
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('the result in %s at %i: accessible and in its width', async (colorScheme, width) => {
  const { page, complaints } = await openPaper({ colorScheme, viewport: { width, height: 800 } });
  await page.locator('run-sheet').scrollIntoViewIfNeeded();
  await page.click('[data-do="try-it"]');
  await state(page, 'ready');
  await page.click('#run-button');
  await state(page, 'result');
  await page.waitForSelector('#figure svg');
  await expectAccessible(page);
  expect(await fitsWidth(page)).toBe(true);
  await takePicture(page, `run-result-${colorScheme}-${width}`);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('Cancel in the middle leaves nothing behind, and the form as it was', async () => {
  const large = folder('large');
  const files = ['base', 'a', 'b'].map((name) => path.join(large, `${name}.safetensors`));
  for (const [number, file] of files.entries()) await writeLargeCheckpoint(file, number);
  const { page } = await openPaper();
  await page.setInputFiles('#choose-base', files.slice(0, 1));
  await page.waitForSelector('[data-port="base"] [data-header="sound"]');
  await page.setInputFiles('#choose-models', files.slice(1));
  await state(page, 'ready');
  await page.click('#run-button');
  await state(page, 'running');
  await page.waitForFunction(
    () => ((document.querySelector('run-sheet progress') as HTMLProgressElement | null)?.value ?? 0) > 0,
  );
  await takePicture(page, 'run-running-light-1280');
  await page.click('#cancel-button');
  await state(page, 'ready');
  const left = await page.evaluate(async () => {
    const names: string[] = [];
    const walk = async (directory: FileSystemDirectoryHandle): Promise<void> => {
      for await (const entry of directory.values()) {
        if (entry.kind === 'directory') await walk(entry as FileSystemDirectoryHandle);
        else names.push(entry.name);
      }
    };
    await walk(await navigator.storage.getDirectory());
    return names;
  });
  expect(left).toEqual([]);
  expect(await page.locator('[data-port="models"] .file').count()).toBe(2);

  // The same run to its end, by keyboard.
  await page.locator('body').press('r');
  await state(page, 'result');
  await page.context().close();
});

test('a file that ends early is named, with the byte and what to do; the rest is kept', async () => {
  const broken = path.join(folder('broken'), 'broken.safetensors');
  writeFileSync(broken, readFileSync(example['models']?.[0] ?? ''));
  truncateSync(broken, 200_000);
  const { page } = await openPaper();
  await page.setInputFiles('#choose-base', [...(example['base'] ?? [])]);
  await page.waitForSelector('[data-port="base"] [data-header="sound"]');
  await page.setInputFiles('#choose-models', [broken, ...(example['models'] ?? []).slice(1)]);
  await page.waitForSelector('[data-header="fault"]');
  // Run says why it cannot; pressed all the same, it shows the fault in full.
  await page.click('#run-button', { force: true });
  await state(page, 'error');
  const words = (await page.textContent('run-sheet')) ?? '';
  expect(words).toContain('broken.safetensors');
  expect(words).toContain('checkpoint/truncated');
  expect(words).toMatch(/200[, ]?000/);
  await expectAccessible(page);
  await takePicture(page, 'run-error-light-1280');
  await page.setInputFiles('run-sheet input[type=file]', [...(example['models'] ?? []).slice(0, 1)]);
  await state(page, 'ready');
  await page.context().close();
});

test('a text file renamed is refused in words when it is dropped', async () => {
  const text = path.join(folder('broken'), 'notes.safetensors');
  writeFileSync(text, 'Dear diary, these are no tensors.\n'.repeat(40));
  const { page } = await openPaper();
  await page.setInputFiles('#choose-base', [text]);
  await page.waitForSelector('[data-header="fault"]');
  expect(await page.textContent('[data-port="base"]')).toMatch(/text/i);
  await page.context().close();
});

test('Check it computes the claims of the paper in the browser', async () => {
  const { page, complaints } = await openPage(browser, `${server.url}/methods/ties-merging`);
  await page.click('#check-start');
  await page.waitForSelector('check-it[data-state="checked"]');
  expect(await page.textContent('#check-outcome')).toMatch(/^All \d+ claims hold/);
  await expectAccessible(page);
  await takePicture(page, 'check-it-light-1280');
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('Ctrl-C on the command line in the middle leaves no file', async () => {
  const large = folder('large');
  const out = folder('interrupted');
  const files = ['base', 'a', 'b'].map((name) => path.join(large, `${name}.safetensors`));
  const child = spawn(process.execPath, [
    program,
    'run',
    'ties-merging',
    '--base',
    files[0] ?? '',
    '--model',
    files[1] ?? '',
    '--model',
    files[2] ?? '',
    '--out',
    path.join(out, 'merged.safetensors'),
  ]);
  child.stderr.once('data', () => child.kill('SIGINT'));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(code).toBe(130);
  expect(existsSync(path.join(out, 'merged.safetensors'))).toBe(false);
  expect(readdirSync(out)).toEqual([]);
});

test('a disk that fills up while the model is written leaves no file, and says so', async () => {
  const out = folder('full');
  // A limit on the size of files refuses writes as a full disk does, and needs no rights: 100 blocks hold a part of it.
  const command = [
    process.execPath,
    program,
    'run',
    'ties-merging',
    '--base',
    ...(example['base'] ?? []),
    ...(example['models'] ?? []).flatMap((model) => ['--model', model]),
    '--out',
    path.join(out, 'merged.safetensors'),
  ];
  const finished = spawnSync('bash', ['-c', 'ulimit -f 100; exec "$@"', 'bash', ...command], { encoding: 'utf8' });
  expect(finished.stderr).toMatch(/\(disk\/(full|refused)\)/);
  expect(finished.status).toBe(5);
  expect(readdirSync(out)).toEqual([]);
});
