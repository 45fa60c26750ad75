import type { Layout } from './network.ts';

/** Modules of a block, as they are called behind its prefix. */
export interface BlockNames {
  /** Give the permutations their names. */
  readonly attention: string;
  readonly perceptron: string;
  /** All of queries, keys and values where the two others are null. */
  readonly query: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly output: string;
  readonly up: string;
  readonly gate: string | null;
  readonly down: string;
  /** Of the residual stream, in the order in which they are used. */
  readonly norms: readonly [string, string];
  /** Of single heads, of queries and of keys. */
  readonly headNorms: readonly [string, string] | null;
}

/** Transformers whose blocks have the same names. */
export interface Family {
  readonly name: string;
  /** Finds one by the name of a tensor. */
  readonly probe: RegExp;
  /** Prefix of a block. */
  readonly block: RegExp;
  readonly names: BlockNames;
  readonly layout: Layout;
  readonly order: 'pre' | 'post';
  readonly normKind: 'layer' | 'root-mean-square';
  readonly rotary: boolean;
  /** What the scale of a norm may be called. */
  readonly scale: readonly string[];
  /** Tensors of a block that hold no weights. */
  readonly ignored: RegExp;
  /** Tensors outside the blocks: which of their axes is the residual stream; null where they have nothing of it. */
  readonly outside: readonly { readonly pattern: RegExp; readonly axes: readonly boolean[] | null }[];
}

export const families: readonly Family[] = [
  {
    name: 'GPT-2',
    probe: /(^|\.)h\.\d+\.attn\.c_attn\.weight$/,
    block: /^(.*\.)?h\.\d+\./,
    names: {
      attention: 'attn',
      perceptron: 'mlp',
      query: 'attn.c_attn',
      key: null,
      value: null,
      output: 'attn.c_proj',
      up: 'mlp.c_fc',
      gate: null,
      down: 'mlp.c_proj',
      norms: ['ln_1', 'ln_2'],
      headNorms: null,
    },
    layout: 'in-out',
    order: 'pre',
    normKind: 'layer',
    rotary: false,
    scale: ['weight'],
    ignored: /^attn\.(masked_)?bias$/,
    outside: [
      { pattern: /(^|\.)(wte|wpe|lm_head)\.weight$/, axes: [false, true] },
      { pattern: /(^|\.)ln_f\.(weight|bias)$/, axes: [true] },
    ],
  },
  {
    name: 'Llama',
    probe: /(^|\.)layers\.\d+\.self_attn\.q_proj\.weight$/,
    block: /^(.*\.)?layers\.\d+\./,
    names: {
      attention: 'self_attn',
      perceptron: 'mlp',
      query: 'self_attn.q_proj',
      key: 'self_attn.k_proj',
      value: 'self_attn.v_proj',
      output: 'self_attn.o_proj',
      up: 'mlp.up_proj',
      gate: 'mlp.gate_proj',
      down: 'mlp.down_proj',
      norms: ['input_layernorm', 'post_attention_layernorm'],
      headNorms: ['self_attn.q_norm', 'self_attn.k_norm'],
    },
    layout: 'out-in',
    order: 'pre',
    normKind: 'root-mean-square',
    rotary: true,
    scale: ['weight'],
    ignored: /^self_attn\.rotary_emb\.inv_freq$/,
    outside: [
      { pattern: /(^|\.)(embed_tokens|lm_head)\.weight$/, axes: [false, true] },
      { pattern: /(^|\.)norm\.weight$/, axes: [true] },
      { pattern: /rotary_emb\.inv_freq$/, axes: null },
    ],
  },
  {
    name: 'BERT',
    probe: /(^|\.)layer\.\d+\.attention\.self\.query\.weight$/,
    block: /^(.*\.)?layer\.\d+\./,
    names: {
      attention: 'attention',
      perceptron: 'intermediate',
      query: 'attention.self.query',
      key: 'attention.self.key',
      value: 'attention.self.value',
      output: 'attention.output.dense',
      up: 'intermediate.dense',
      gate: null,
      down: 'output.dense',
      norms: ['attention.output.LayerNorm', 'output.LayerNorm'],
      headNorms: null,
    },
    layout: 'out-in',
    order: 'post',
    normKind: 'layer',
    rotary: false,
    scale: ['weight', 'gamma'],
    ignored: /^$/,
    outside: [
      { pattern: /embeddings\.(word|position|token_type)_embeddings\.weight$/, axes: [false, true] },
      { pattern: /embeddings\.LayerNorm\.(weight|bias|gamma|beta)$/, axes: [true] },
      { pattern: /embeddings\.(position|token_type)_ids$/, axes: null },
      { pattern: /(^|\.)pooler\.dense\.weight$/, axes: [false, true] },
      { pattern: /(^|\.)pooler\.dense\.bias$/, axes: null },
      { pattern: /^(classifier|cls\.seq_relationship)\.(weight|bias)$/, axes: null },
      { pattern: /^qa_outputs\.weight$/, axes: [false, true] },
      { pattern: /^qa_outputs\.bias$/, axes: null },
      // The words are compared with what this layer gives, so both of its sides are the stream.
      { pattern: /^cls\.predictions\.transform\.dense\.weight$/, axes: [true, true] },
      { pattern: /^cls\.predictions\.transform\.(dense\.bias|LayerNorm\.(weight|bias|gamma|beta))$/, axes: [true] },
      { pattern: /^cls\.predictions\.decoder\.weight$/, axes: [false, true] },
      { pattern: /^cls\.predictions\.(decoder\.)?bias$/, axes: null },
    ],
  },
];
