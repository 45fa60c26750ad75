/**
 * Merges large checkpoints in Chromium and on the command line: seconds, memory, cancel, and the same bytes.
 *
 * A base and one model of 2.0 thousand million bfloat16 parameters (4.0 GB each) into one of 4.0 GB, on two threads.
 * `OFFPRINT_BENCH_BLOCKS` makes them smaller or larger: each block is 0.16 GB. Needs five times the size of one file on
 * disk, Linux, and a built site.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSource, sha256 } from '@offprint/files';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '../tools/chromium.ts';
import { watchMemory } from './chromium-memory.ts';
import { writeLanguageModel } from './large-checkpoints.ts';
import { offprint, type Running, startServer } from './offprint.ts';
import { millisecondsToPicture } from './slider-latency.ts';

const blocks = Number(process.env['OFFPRINT_BENCH_BLOCKS'] ?? 24);
const threads = 2;
/** The aim: what a page may take while it merges files several times as large. */
const mostMemory = 1e9;

/** Where the slider is moved to, one after another; it stays at the last. */
const densities = Array.from({ length: 15 }, (_, step) => (0.06 + step / 100).toFixed(2));

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
const secondsSince = (started: number): number => (performance.now() - started) / 1000;

async function hashOf(file: string): Promise<string> {
  const source = await openSource({ kind: 'path', path: file });
  try {
    return await sha256(source);
  } finally {
    await source.close();
  }
}

/** Waits for a state of the run sheet, however long it takes; a failed run is an error here. */
async function sheetIn(page: Page, wanted: string): Promise<void> {
  await page.waitForSelector(`run-sheet[data-state="${wanted}"], run-sheet[data-state="error"]`, { timeout: 0 });
  const words = await page.textContent('run-sheet[data-state="error"]', { timeout: 1 }).catch(() => null);
  if (words !== null) throw new Error(`The run failed: ${words}`);
}

/** Files in the page's private folder. */
const privateFiles = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
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

interface Job {
  readonly folder: string;
  readonly base: string;
  readonly model: string;
  readonly log: (line: string) => void;
}

async function onCommandLine({ folder, base, model, log }: Job): Promise<string> {
  const out = path.join(folder, 'from-command.safetensors');
  const started = performance.now();
  const flags = ['--base', base, '--model', model, '--density', densities.at(-1) ?? ''];
  const { code, stderr } = await offprint([
    'run',
    'ties-merging',
    ...flags,
    '--threads',
    String(threads),
    '--out',
    out,
  ]);
  if (code !== 0) throw new Error(`The command line failed: ${stderr}`);
  log(`command line: ${secondsSince(started).toFixed(1)} s`);
  return hashOf(out);
}

/** Starts the run and waits until so much of it is done. */
async function runUntil(page: Page, share: number): Promise<void> {
  await page.click('#run-button');
  await page.waitForFunction(
    (least) => {
      const sheet = document.querySelector<HTMLElement>('run-sheet');
      const done = sheet?.querySelector<HTMLProgressElement>('progress')?.value ?? 0;
      return done > least || sheet?.dataset['state'] === 'error';
    },
    share,
    { timeout: 0 },
  );
  await sheetIn(page, 'running');
}

async function inBrowser(job: Job, context: BrowserContext, url: string, profile: string): Promise<string> {
  const { folder, base, model, log } = job;
  const page = context.pages()[0] ?? (await context.newPage());
  // The system's own dialogue cannot be answered here; without it the page saves as a download.
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showSaveFilePicker'));
  await page.addInitScript(
    (cores) => Object.defineProperty(navigator, 'hardwareConcurrency', { value: cores }),
    threads,
  );
  await page.goto(`${url}/papers/ties-merging`);
  const memory = watchMemory(profile);
  try {
    let started = performance.now();
    await page.setInputFiles('#choose-base', [base]);
    await page.waitForSelector('[data-port="base"] [data-header="sound"]');
    await page.setInputFiles('#choose-models', [model]);
    await sheetIn(page, 'ready');
    await page.waitForSelector('#preview svg', { timeout: 0 });
    log(`files chosen, headers read, preview drawn: ${secondsSince(started).toFixed(1)} s`);
    log(`preview: ${(await page.textContent('#preview .preview-words b'))?.trim()}`);

    const moved = await millisecondsToPicture(page, '[data-setting="density"] input[type=range]', densities);
    const sorted = moved.toSorted((a, b) => a - b);
    log(`from a slider to its picture: median ${sorted[7]?.toFixed(0)} ms, slowest ${sorted[14]?.toFixed(0)} ms`);
    log(`resident memory of the page until then: ${gigabytes(memory.peaks.renderers)}`);

    await runUntil(page, 0.3);
    started = performance.now();
    await page.click('#cancel-button');
    await sheetIn(page, 'ready');
    const cancelled = secondsSince(started);
    const left = await privateFiles(page);
    log(`cancelled in the middle: ${cancelled.toFixed(2)} s, files left: ${left.length}`);
    if (left.length > 0) throw new Error(`Cancel left ${left.join(', ')}`);

    memory.reset();
    started = performance.now();
    await runUntil(page, 0.5);
    // The browser answers after its next collection of garbage, which may be after the run.
    const counting = page.evaluate(async () => {
      const measured = await (
        performance as unknown as { measureUserAgentSpecificMemory(): Promise<{ bytes: number }> }
      ).measureUserAgentSpecificMemory();
      return measured.bytes;
    });
    await sheetIn(page, 'result');
    log(`merged in Chromium: ${secondsSince(started).toFixed(1)} s`);
    const { renderers, browser } = memory.peaks;
    log(
      `peak resident memory of the page's processes: ${gigabytes(renderers)} (aim: under ${gigabytes(mostMemory)}), of the whole browser ${gigabytes(browser)}`,
    );

    log(`memory that the page counts as its own, workers included: ${gigabytes(await counting)}`);

    memory.reset();
    started = performance.now();
    const waiting = page.waitForEvent('download', { timeout: 0 });
    await page.click('[data-do="save-merged"]');
    const saved = path.join(folder, 'from-page.safetensors');
    await (await waiting).saveAs(saved);
    log(
      `saved: ${secondsSince(started).toFixed(1)} s, peak ${gigabytes(memory.peaks.renderers)} of the page, ${gigabytes(memory.peaks.browser)} of the browser`,
    );
    const hash = await hashOf(saved);
    if (hash !== (await page.getAttribute('run-sheet', 'data-output-sha256')))
      throw new Error('The saved file is not what the receipt says.');
    if (renderers > mostMemory) throw new Error('The page took more memory than it may.');
    return hash;
  } finally {
    memory.stop();
  }
}

export async function bench(log: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'offprint-large-'));
  let server: Running | undefined;
  let context: BrowserContext | undefined;
  try {
    const job = {
      folder,
      base: path.join(folder, 'base.safetensors'),
      model: path.join(folder, 'model.safetensors'),
      log,
    };
    const { bytes, parameters } = await writeLanguageModel(job.base, 0, blocks);
    await writeLanguageModel(job.model, 1, blocks);
    log(`Base and one model of ${parameters.toLocaleString('en')} parameters, ${gigabytes(bytes)} each.`);
    const expected = await onCommandLine(job);
    const profile = path.join(folder, 'profile');
    mkdirSync(path.join(folder, 'data'));
    server = await startServer(path.join(folder, 'data'));
    // A profile on disk: private windows keep private files in memory.
    context = await chromium.launchPersistentContext(profile, {
      executablePath: ensureChromium(),
      // Without a process in reserve for the next page, which is none of this page's memory.
      args: [...chromiumFlags, '--disable-features=SpareRendererForSitePerProcess'],
      downloadsPath: folder,
    });
    const got = await inBrowser(job, context, server.url, profile);
    if (got !== expected) throw new Error(`The page gave ${got}, the command line ${expected}.`);
    log(`The same bytes: sha256 ${got}`);
  } finally {
    await context?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
