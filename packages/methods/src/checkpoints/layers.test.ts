import { describe, expect, it } from 'vitest';
import { arrangeLayers, layerOf } from './layers.ts';

describe('layerOf', () => {
  it.each([
    ['encoder.block.3.layer.0.SelfAttention.q.weight', 'encoder block', '3'],
    ['model.layers.12.mlp.down_proj.weight', 'layer', '12'],
    ['transformer.h.0.attn.c_attn.bias', 'block', '0'],
    ['bert.encoder.layer.11.output.dense.weight', 'encoder layer', '11'],
    ['vision_model.encoder.layers.2.self_attn.k_proj.weight', 'encoder layer', '2'],
    ['shared.weight', '', 'shared'],
    ['model.embed_tokens.weight', '', 'embed tokens'],
    ['logit_scale', '', 'logit scale'],
  ])('%s', (name, section, label) => {
    expect(layerOf(name)).toEqual({ section, label });
  });
});

describe('arrangeLayers', () => {
  const tensors = [
    { name: 'decoder.block.0.w', elements: 100 },
    { name: 'encoder.block.10.w', elements: 100 },
    { name: 'encoder.block.2.w', elements: 90 },
    { name: 'encoder.block.2.b', elements: 10 },
    { name: 'encoder.final_layer_norm.weight', elements: 1 },
    { name: 'shared.weight', elements: 500 },
  ];

  it('puts large tensors first, blocks in the order of numbers, encoder before decoder, small tensors last', () => {
    expect(arrangeLayers(tensors).layers).toEqual([
      { section: '', label: 'shared', parameters: 500 },
      { section: 'encoder block', label: '2', parameters: 100 },
      { section: 'encoder block', label: '10', parameters: 100 },
      { section: 'decoder block', label: '0', parameters: 100 },
      { section: '', label: 'other', parameters: 1 },
    ]);
  });

  it('knows the layer of each tensor', () => {
    const { indexOf } = arrangeLayers(tensors);
    expect(indexOf.get('encoder.block.2.b')).toBe(1);
    expect(indexOf.get('encoder.final_layer_norm.weight')).toBe(4);
  });
});
