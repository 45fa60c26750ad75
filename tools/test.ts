/**
 * `npm test`: every check and every test, and one closing line over all of them.
 * Tests on real data run when OFFPRINT_SHARED names the folder that holds them, and say so when they did not.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './bootstrap.mjs';
import { runChecks } from './checks.ts';
import { ensureChromium } from './chromium.ts';

interface Tally {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
}

const tallies: Tally[] = [];
const reports = mkdtempSync(path.join(tmpdir(), 'offprint-test-'));

function run(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const show = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString();
      stream.write(chunk);
    };
    child.stdout.on('data', show(process.stdout));
    child.stderr.on('data', show(process.stderr));
    child.on('exit', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function stage(name: string, work: () => Promise<Omit<Tally, 'name' | 'seconds'>>): Promise<void> {
  process.stdout.write(`\n== ${name}\n`);
  const started = performance.now();
  let counts: Omit<Tally, 'name' | 'seconds'>;
  try {
    counts = await work();
  } catch (thrown) {
    process.stdout.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    counts = { passed: 0, failed: 1, skipped: 0 };
  }
  tallies.push({ name, ...counts, seconds: (performance.now() - started) / 1000 });
}

async function vitest(
  name: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Omit<Tally, 'name' | 'seconds'>> {
  const file = path.join(reports, `${name}.json`);
  const { code } = await run(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ],
    environment,
  );
  const report = JSON.parse(readFileSync(file, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
  };
  // A file that fails to load has no tests to count; the exit code still tells.
  const failed = Math.max(report.numFailedTests, code === 0 ? 0 : 1);
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
}

/** What the tests of servers and pages need: the pages built, and a browser. Gives the browser's path. */
async function installed(): Promise<string | undefined> {
  let chromium: string | undefined;
  await stage('set-up', async () => {
    chromium = ensureChromium();
    const { code } = await run(['tools/build.ts']);
    if (code !== 0) throw new Error('The pages could not be built.');
    return { passed: 0, failed: 0, skipped: 0 };
  });
  return chromium;
}

/** The folder of real data; set but empty means none. */
const shared = process.env['OFFPRINT_SHARED'] || undefined;
if (shared === undefined) delete process.env['OFFPRINT_SHARED'];

const chosen = new Set(process.argv.slice(2));
const wanted = (name: string): boolean => chosen.size === 0 || chosen.has(name);

if (wanted('checks')) {
  await stage('checks', async () => {
    const results = runChecks();
    for (const { name, passed, output } of results) {
      process.stdout.write(`${passed ? 'passed' : 'failed'}  ${name}\n`);
      if (!passed) process.stdout.write(`${output.trim()}\n`);
    }
    const passed = results.filter((result) => result.passed).length;
    return { passed, failed: results.length - passed, skipped: 0 };
  });
}
const chromium = wanted('unit') || wanted('e2e') ? await installed() : undefined;
if (wanted('unit') && chromium !== undefined)
  await stage('unit', () => vitest('unit', [], { CHROMIUM_PATH: chromium }));
if (wanted('golden')) {
  if (shared === undefined)
    process.stdout.write('\n== golden\nNot run: OFFPRINT_SHARED does not name the folder with the golden cases.\n');
  else {
    await stage('golden', async () => {
      const { output } = await run(['tools/golden.ts', path.join(shared, 'golden')]);
      const counts = /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(output);
      if (counts === null) throw new Error('The golden run did not come to its closing line.');
      return { passed: Number(counts[1]), failed: Number(counts[2]), skipped: Number(counts[3]) };
    });
  }
}
if (wanted('e2e') && chromium !== undefined) {
  await stage('end to end', () => vitest('e2e', ['--config', 'e2e/vitest.config.ts'], { CHROMIUM_PATH: chromium }));
}

rmSync(reports, { recursive: true, force: true });
process.stdout.write('\n');
for (const { name, passed, failed, skipped, seconds } of tallies) {
  process.stdout.write(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds.toFixed(0)} s\n`);
}
if (shared === undefined) {
  process.stdout.write('Tests on real data did not run: set OFFPRINT_SHARED to the folder that holds them.\n');
}
const sum = (key: 'passed' | 'failed'): number => tallies.reduce((total, tally) => total + tally[key], 0);
process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed\n`);
process.exitCode = sum('failed') === 0 ? 0 : 1;
