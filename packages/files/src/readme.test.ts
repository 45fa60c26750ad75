/** The README speaks the truth: its examples print what they say, and its list of errors is the list in the code. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileSink } from './file-sink.node.ts';
import { writeSafetensors } from './safetensors/write.ts';
import { scratchFolder } from './testing/scratch.ts';

const folder = path.dirname(import.meta.dirname);
const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/^## (\w+)\n[^#]*?```ts\n(.*?)```/gms)].map(([, title, code]) => ({
  title,
  code,
}));

test('there are three examples', () => {
  expect(examples.map(({ title }) => title)).toEqual(['Reading', 'Writing', 'Errors']);
});

test.each(examples)('the example under $title prints what it says', async ({ code }) => {
  const scratch = await scratchFolder();
  const sink = await fileSink(path.join(scratch, 'model.safetensors'));
  await writeSafetensors(sink, [
    {
      name: 'layer.weight',
      dtype: 'F32',
      shape: [2, 3],
      bytes: new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
    },
    { name: 'layer.bias', dtype: 'F32', shape: [2], bytes: new Uint8Array(8) },
  ]);
  await sink.commit();
  const program = `process.chdir(${JSON.stringify(scratch)});\n${code}`;
  const printed = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: folder,
    encoding: 'utf8',
  });
  const promised = [...code.matchAll(/^\s*\/\/ → (.*)$/gm)].map(([, line]) => line);
  expect(printed.trimEnd().split('\n')).toEqual(promised);
});

test('the file of the writing example is the canonical one', () => {
  const json = '{"__metadata__":{"format":"pt"},"ones":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}';
  const length = Buffer.alloc(8);
  const padded = json.padEnd(Math.ceil(json.length / 8) * 8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const file = Buffer.concat([length, Buffer.from(padded), Buffer.from(new Float32Array(1000).fill(1).buffer)]);
  expect(readme).toContain(`ones.safetensors ${file.byteLength} ${createHash('sha256').update(file).digest('hex')}`);
});

test('every error code of the package is in the README, and no other', () => {
  const sources = globSync('src/**/*.ts', {
    cwd: folder,
    exclude: (name) => name.endsWith('.test.ts') || name === 'testing',
  });
  const inCode = sources.flatMap((file) =>
    [...readFileSync(path.join(folder, file), 'utf8').matchAll(/'((?:file|disk|checkpoint)\/[a-z-]+)'/g)].map(
      ([, code]) => code,
    ),
  );
  const inReadme = [...readme.matchAll(/^\| `([a-z]+\/[a-z-]+)` +\|/gm)].map(([, code]) => code);
  expect(inReadme.toSorted()).toEqual([...new Set(inCode)].toSorted());
});
