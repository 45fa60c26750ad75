import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { errorKinds } from '@offprint/errors';
import { methods, parseArguments } from '@offprint/methods';
import { expect, it } from 'vitest';
import { root } from './bootstrap.mjs';

const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const commandFiles = path.join(root, 'apps/cli/src/commands');

it('names only commands that there are', () => {
  const named = [...readme.matchAll(/^npx offprint (\w+)/gm)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !existsSync(path.join(commandFiles, `${name}.ts`)))).toEqual([]);
});

it('gives a command line that the method takes', () => {
  const line = /npx offprint run ties-merging ((?:.*\\\n)*.*)/.exec(readme)?.[1]?.replaceAll('\\\n', ' ') ?? '';
  const ties = methods.get('ties-merging');
  if (ties === undefined) throw new Error('The method of the README is not registered.');
  expect(parseArguments(ties, line.trim().split(/\s+/))).toMatchObject({
    files: { base: ['b.safetensors'], models: ['m1.safetensors', 'm2.safetensors'] },
    settings: { density: 0.2 },
    outputs: { merged: 'merged.safetensors' },
  });
});

it('links only to files that there are', () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => match[1] ?? '');
  expect(links.length).toBeGreaterThan(4);
  expect(links.filter((link) => !existsSync(path.join(root, link)))).toEqual([]);
});

it('lists every exit code', () => {
  const line = /Exit codes: (.*)/.exec(readme)?.[1] ?? '';
  const listed = [...line.matchAll(/\b(\d+) /g)].map((match) => Number(match[1])).sort((a, b) => a - b);
  expect(listed).toEqual([0, ...new Set(Object.values(errorKinds).map(({ exit }) => exit))].sort((a, b) => a - b));
});
