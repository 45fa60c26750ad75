import type { Receipt } from '@offprint/methods';
import { describe, expect, it } from 'vitest';
import { receiptFileName, receiptText } from './receipt-text.ts';

const hash = (start: string): string => start.padEnd(60, '0').concat('07de');
const receipt: Receipt = {
  format: 1,
  offprint: '0.1.0',
  method: { id: 'scale', version: '1.2.0' },
  inputs: {
    base: [{ name: 'b.safetensors', size: 1, sha256: hash('5f2c91ab'), checkpoint: 0 }],
    models: [
      { name: 'm-one.safetensors', size: 1, sha256: hash('b3104e7d'), checkpoint: 0 },
      { name: 'm-2.safetensors', size: 1, sha256: hash('0c88d2f1'), checkpoint: 1 },
    ],
  },
  settings: { density: 0.2, scope: 'model', weights: [1, 2] },
  seed: 7,
  outputs: { merged: { name: 'b-scaled.safetensors', size: 1, sha256: hash('e4d78a03') } },
  numbers: [],
  notices: [],
  seconds: 1,
  finished: '2026-01-01T00:00:00.000Z',
};

describe('receiptText', () => {
  it('lines up ports, names and short hashes', () => {
    expect(receiptText(receipt, 'short')).toBe(
      [
        'method    scale 1.2.0',
        'base      b.safetensors         sha256 5f2c 91ab … 07de',
        'models    m-one.safetensors     sha256 b310 4e7d … 07de',
        '          m-2.safetensors       sha256 0c88 d2f1 … 07de',
        'merged    b-scaled.safetensors  sha256 e4d7 8a03 … 07de',
        'settings  density 0.2, scope model, weights [1 2]',
        'seed      7',
        'replay    offprint replay b-scaled.receipt.json',
      ].join('\n'),
    );
  });

  it('gives whole hashes to the clipboard', () => {
    expect(receiptText(receipt, 'whole')).toContain(`sha256 ${hash('5f2c91ab')}`);
  });

  it('breaks a long line of settings between settings', () => {
    const settings = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`setting${index}`, 'some-value']));
    const lines = receiptText({ ...receipt, settings, seed: null }, 'short')
      .split('\n')
      .filter((line) => line.includes('setting'));
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) expect(line).toMatch(/^(settings| {8}) {2}(setting\d+ some-value,? ?)+$/);
  });

  it('names a port of several files once, and counts the lines of a text', () => {
    const [file] = receipt.inputs['base'] ?? [];
    if (file === undefined) throw new Error('no file');
    const outputs = { 'merged/a.safetensors': file, 'merged/b.safetensors': file, card: file };
    const text = receiptText({ ...receipt, outputs, settings: { recipe: 'a: 1\nb: 2\n', size: '5GB' } }, 'short');
    expect([...text.matchAll(/^(\w*) +b\.safe/gm)].map((match) => match[1])).toEqual(['base', 'merged', '', 'card']);
    expect(text).toContain('settings  recipe of 2 lines, size 5GB');
  });

  it('names its file after the first output', () => {
    expect(receiptFileName(receipt)).toBe('b-scaled.receipt.json');
    expect(receiptFileName({ ...receipt, outputs: {} })).toBe('scale.receipt.json');
  });
});
