import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offprint-golden-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

function golden(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [path.join(import.meta.dirname, 'golden.ts'), ...args], { encoding: 'utf8' });
}

it('skips cases of methods to come, and ends with the count', () => {
  write('method-to-come/case-1.json', '{}');
  const { status, stdout } = golden(folder);
  expect(stdout).toMatch(/^skipped {2}method-to-come +1 case\n\n0 passed, 0 failed, 1 skipped\n$/);
  expect(status).toBe(0);
});

it('fails a file that is no JSON, names it, and ends with exit code 1', () => {
  write('ties-merging/case-1.json', '{"broken":');
  write('method-to-come/case-1.json', '{}');
  const { status, stdout } = golden(folder, 'ties-merging');
  expect(stdout).toContain('ties-merging/case-1.json: cannot be read: ');
  expect(stdout).toMatch(/\n0 passed, 1 failed, 0 skipped\n$/);
  expect(status).toBe(1);
});

it('prints one JSON document if asked to', () => {
  write('method-to-come/case-1.json', '{}');
  const { stdout } = golden('--json', folder);
  expect(JSON.parse(stdout)).toMatchObject({
    passed: 0,
    failed: 0,
    skipped: 1,
    rows: [{ slug: 'method-to-come', cases: 1 }],
  });
});

it('says what is missing', () => {
  expect(golden()).toMatchObject({ status: 2, stderr: expect.stringContaining('No folder was named.') });
  expect(golden(path.join(folder, 'absent'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There is no folder'),
  });
});
