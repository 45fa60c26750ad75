import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GoldenAdapter } from './adapter.ts';
import { findAdapters } from './find-adapters.ts';
import { type GoldenQuestion, runGolden } from './run-golden.ts';
import { closingLine, rowLines } from './show.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'offprint-golden-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

/** Doubles `x` and compares with `y`. */
const doubling: GoldenAdapter = {
  folders: ['doubling', 'twice'],
  check(testCase) {
    const { x, y } = testCase as { x: number; y: number };
    if (typeof x !== 'number') throw new Error('x is missing');
    const worstError = Math.abs(2 * x - y);
    return { worstError, tolerance: '0.01', passed: worstError <= 0.01 };
  },
};

function question(changes: Partial<GoldenQuestion> = {}): GoldenQuestion {
  return { folder, slugs: [], adapters: [doubling], methods: new Set(['doubling', 'forgotten']), ...changes };
}

describe('runGolden', () => {
  it('passes what the adapter passes, in all folders that it serves', async () => {
    write('doubling/case-1.json', '{"x":1,"y":2}');
    write('doubling/case-2.json', '{"x":2,"y":4.005}');
    write('doubling/notes.txt', 'no case');
    write('twice/case-1.json', '{"x":3,"y":6}');
    const report = await runGolden(question());
    expect(closingLine(report)).toBe('3 passed, 0 failed, 0 skipped');
    expect(report.rows[0]).toMatchObject({ slug: 'doubling', cases: 2, tolerance: '0.01', problems: [] });
    expect(report.rows[0]?.worstError).toBeCloseTo(0.005, 10);
  });

  it('skips cases of methods that do not exist yet, and fails those of a method without an adapter', async () => {
    write('future/case-1.json', 'not even JSON');
    write('forgotten/case-1.json', '{}');
    write('forgotten/case-2.json', '{}');
    const report = await runGolden(question());
    expect(closingLine(report)).toBe('0 passed, 2 failed, 1 skipped');
    expect(report.rows.flatMap(rowLines).join('\n')).toContain('forgotten: the method exists but has no *.golden.ts');
  });

  it('names files that are no JSON, cases outside the tolerance and adapters that throw, in the order of numbers', async () => {
    write('doubling/case-10.json', '{"x":1,"y":3}');
    write('doubling/case-2.json', '{"x":');
    write('doubling/case-3.json', '{}');
    write('doubling/case-1.json', '{"x":1,"y":2}');
    const { rows, passed, failed } = await runGolden(question());
    expect([passed, failed]).toEqual([1, 3]);
    expect(rows[0]?.problems.map(({ file }) => file)).toEqual([
      'doubling/case-2.json',
      'doubling/case-3.json',
      'doubling/case-10.json',
    ]);
    expect(rows[0]?.problems[0]?.reason).toMatch(/^cannot be read: /);
    expect(rows[0]?.problems.slice(1).map(({ reason }) => reason)).toEqual(['x is missing', 'outside the tolerance']);
    expect(rows[0]?.worstError).toBe(1);
  });

  it('does not take NaN for a passed comparison', async () => {
    write('doubling/case-1.json', '{"x":1,"y":2}');
    const broken: GoldenAdapter = {
      folders: ['doubling'],
      check: () => ({ worstError: Number.NaN, tolerance: '1', passed: true }),
    };
    const { failed } = await runGolden(question({ adapters: [broken] }));
    expect(failed).toBe(1);
  });

  it('runs only the folders named, and fails one that is not there', async () => {
    write('doubling/case-1.json', '{"x":1,"y":2}');
    write('twice/case-1.json', '{"x":1,"y":0}');
    const report = await runGolden(question({ slugs: ['doubling', 'absent'] }));
    expect(closingLine(report)).toBe('1 passed, 1 failed, 0 skipped');
    expect(report.rows[1]?.problems).toEqual([{ file: 'absent', reason: 'there is no such folder' }]);
  });
});

describe('findAdapters', () => {
  const adapter = (name: string): string => `export const golden = { folders: ['${name}'], check: () => ({}) };\n`;

  it('finds the adapters in the folders of methods', async () => {
    write('merging/one/one.golden.ts', adapter('one'));
    write('geometry/two/two.golden.ts', adapter('two'));
    write('geometry/two/two.ts', 'export {};');
    expect((await findAdapters(folder)).map(({ folders }) => folders)).toEqual([['two'], ['one']]);
  });

  it('refuses a file without an adapter, and two adapters for one folder', async () => {
    write('merging/three/three.golden.ts', 'export const gold = 1;\n');
    await expect(findAdapters(folder)).rejects.toThrow(
      'merging/three/three.golden.ts exports no adapter called golden.',
    );
    rmSync(path.join(folder, 'merging/three/three.golden.ts'));
    write('merging/four/a.golden.ts', adapter('same'));
    write('merging/four/b.golden.ts', adapter('same'));
    await expect(findAdapters(folder)).rejects.toThrow(
      'Both merging/four/a.golden.ts and merging/four/b.golden.ts serve the cases of same.',
    );
  });
});
