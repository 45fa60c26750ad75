import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { layerCountKeys } from './layer-lists.ts';

/** What a merged model's `config.json` has to say other than that of the model whose configuration it takes over. */
export interface ConfigChange {
  /** Layers of that model, and for each layer of the output the one of which it is; null where layers stay. */
  readonly layers: { readonly before: number; readonly sources: readonly number[] } | null;
  /** `bfloat16`, or null to leave it. */
  readonly dtype: string | null;
  /** Rows of the vocabulary; null to leave them. */
  readonly vocabulary: number | null;
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Sections that describe a part of the model. */
const sections = ['text_config', 'decoder'];

/**
 * A `config.json` with the number of layers, what it lists for each layer, the format and the vocabulary of the merged
 * model. All else stays to the letter: numbers are not written anew.
 */
export function changeConfig(text: string, change: ConfigChange): string {
  const root = parseDocument(text).contents;
  if (!isMap(root)) return text;
  const edits = editsOf(root, text, change);
  for (const section of sections) {
    const inner = root.get(section, true) as unknown;
    if (isMap(inner)) edits.push(...editsOf(inner, text, change));
  }
  let out = text;
  for (const { from, to, text: value } of edits.toSorted((a, b) => b.from - a.from)) {
    out = out.slice(0, from) + value + out.slice(to);
  }
  return out;
}

function editsOf(map: Node, text: string, { layers, dtype, vocabulary }: ConfigChange): Edit[] {
  if (!isMap(map)) return [];
  return map.items.flatMap(({ key, value }): Edit[] => {
    const name = isScalar(key) ? String(key.value) : '';
    const put = (node: Node, words: string): Edit[] =>
      node.range == null ? [] : [{ from: node.range[0], to: node.range[1], text: words }];
    if (isScalar(value)) {
      if ((name === 'torch_dtype' || name === 'dtype') && dtype !== null) return put(value, JSON.stringify(dtype));
      if (name === 'vocab_size' && vocabulary !== null) return put(value, String(vocabulary));
      const counts = (layerCountKeys as readonly string[]).includes(name);
      if (counts && layers !== null && value.value === layers.before) return put(value, String(layers.sources.length));
    }
    if (isSeq(value) && layers !== null && /layer|block/.test(name) && value.items.length === layers.before) {
      const items = value.items.map((item) => sourceOf(item as Node, text));
      return put(value, `[${layers.sources.map((source) => items[source] ?? 'null').join(', ')}]`);
    }
    return [];
  });
}

function sourceOf(node: Node, text: string): string {
  return node.range == null ? 'null' : text.slice(node.range[0], node.range[1]);
}
