import { expect, it } from 'vitest';
import { tinyConfig } from '../testing/tiny-model.ts';
import { changeConfig } from './config-json.ts';

const same = { layers: null, dtype: null, vocabulary: null };

it('leaves all else to the letter', () => {
  const text = tinyConfig({ more: ',\n  "layer_types": ["a", "b", "c", "d"]' });
  expect(changeConfig(text, same)).toBe(text);
  const changed = changeConfig(text, {
    layers: { before: 4, sources: [0, 1, 1, 3, 2] },
    dtype: 'float16',
    vocabulary: 20,
  });
  expect(changed).toBe(
    text
      .replace('"num_hidden_layers": 4', '"num_hidden_layers": 5')
      .replace('["a", "b", "c", "d"]', '["a", "b", "b", "d", "c"]')
      .replace('"float32"', '"float16"')
      .replace('"vocab_size": 16', '"vocab_size": 20'),
  );
});

it.each(['n_layer', 'num_layers', 'n_layers', 'num_decoder_layers'])('knows %s', (key) => {
  const text = `{"${key}": 12, "n_head": 12}`;
  const changed = changeConfig(text, { ...same, layers: { before: 12, sources: [0, 1] } });
  expect(JSON.parse(changed)).toEqual({ [key]: 2, n_head: 12 });
});

it('changes the part that describes the language model', () => {
  const text =
    '{"text_config": {"num_hidden_layers": 2}, "vision_config": {"num_hidden_layers": 2}, "dtype": "bfloat16"}';
  const changed = changeConfig(text, { layers: { before: 2, sources: [0, 1, 1] }, dtype: 'float32', vocabulary: null });
  expect(JSON.parse(changed)).toEqual({
    text_config: { num_hidden_layers: 3 },
    vision_config: { num_hidden_layers: 2 },
    dtype: 'float32',
  });
});

it('leaves a number of layers that is another one', () => {
  const text = '{"num_hidden_layers": 3}';
  expect(changeConfig(text, { ...same, layers: { before: 4, sources: [0] } })).toBe(text);
  expect(changeConfig('[]', same)).toBe('[]');
});
