import { type ModelName, readModelName } from './model-name.ts';
import type { Problem } from './problem.ts';
import { readOptional } from './reading.ts';
import { entriesOf, type YamlEntry, type YamlNode } from './yaml-reader.ts';

/** Whose tokenizer is taken. Vocabularies are not made anew here. */
export function readTokenizer(
  top: ReadonlyMap<string, YamlEntry>,
  base: ModelName | null,
  problems: Problem[],
): ModelName | null {
  const table = top.get('tokenizer');
  if (table !== undefined) {
    const entries = entriesOf(table.value, 'tokenizer', ['source', 'tokens', 'pad_to_multiple_of'], problems);
    for (const key of ['tokens', 'pad_to_multiple_of']) {
      const entry = entries.get(key);
      if (entry !== undefined) refuseTokenizer(entry.value, `tokenizer ${key}`, problems);
    }
    return readOptional(entries.get('source'), (node) => readTokenizerSource(node, base, problems));
  }
  return readOptional(top.get('tokenizer_source'), (node) => readTokenizerSource(node, base, problems));
}

function readTokenizerSource(node: YamlNode, base: ModelName | null, problems: Problem[]): ModelName | null {
  if (node.kind === 'value' && node.value === 'base') return base;
  if (node.kind === 'value' && node.value === 'union') {
    refuseTokenizer(node, 'a union of tokenizers', problems);
    return null;
  }
  if (node.kind === 'value' && typeof node.value === 'string') {
    return readModelName({ ...node, value: node.value.replace(/^model:/, '') }, 'tokenizer_source', problems);
  }
  return readModelName(node, 'tokenizer_source', problems);
}

function refuseTokenizer(node: YamlNode, what: string, problems: Problem[]): void {
  problems.push({
    code: 'recipe/not-supported',
    ...node.at,
    message: `${what} is not made here.`,
    hint: 'Use tokenizer_source: base; vocabularies of other sizes are cropped or padded to the base’s by the setting embedding.',
  });
}

/** Templates come with the tokenizer. */
export function refuseTemplate(entry: YamlEntry | undefined, problems: Problem[]): void {
  if (
    entry === undefined ||
    (entry.value.kind === 'value' && (entry.value.value === null || entry.value.value === 'auto'))
  )
    return;
  problems.push({
    code: 'recipe/not-supported',
    ...entry.at,
    message: 'a chat_template other than the base’s is not written here.',
    hint: 'Leave it out: the tokenizer files of the base are carried over with its template.',
  });
}
