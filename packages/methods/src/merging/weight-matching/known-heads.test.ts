import type { SourceReference } from '@offprint/files';
import { expect, it } from 'vitest';
import { knownHeads } from './known-heads.ts';

const beside = (name: string, text: string) => {
  const reference: SourceReference = { kind: 'bytes', bytes: new TextEncoder().encode(text), name };
  return { name: 'model', companions: [reference] };
};

it('reads the number of heads by either of its names', async () => {
  expect(await knownHeads(beside('config.json', '{"num_attention_heads": 12, "n_layer": 3}'))).toBe(12);
  expect(await knownHeads(beside('config.json', '{"n_head": 16}'))).toBe(16);
});

it('knows nothing where nothing is said', async () => {
  expect(await knownHeads(beside('tokenizer.json', '{"n_head": 16}'))).toBeNull();
  expect(await knownHeads(beside('config.json', '{"n_head": "many"}'))).toBeNull();
});

it('names a configuration that is no JSON', async () => {
  await expect(knownHeads(beside('config.json', '{'))).rejects.toMatchObject({ code: 'matching/configuration' });
});
