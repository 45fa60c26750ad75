import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { nearest } from '../../../nearest.ts';
import type { Problem } from './problem.ts';

/** A place in a YAML text, of which it is known what stands there. */
export type YamlNode =
  | { readonly kind: 'map'; readonly at: Place; readonly entries: readonly YamlEntry[] }
  | { readonly kind: 'list'; readonly at: Place; readonly items: readonly YamlNode[] }
  | { readonly kind: 'value'; readonly at: Place; readonly value: string | number | boolean | null };

export interface YamlEntry {
  readonly key: string;
  /** Where the key stands. */
  readonly at: Place;
  readonly value: YamlNode;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Aliases inside aliases can make a small text huge. */
const mostNodes = 20_000;

/** What a YAML text says, with the place of every part; null if it is no YAML, with the problem noted. */
export function readYaml(text: string, problems: Problem[]): YamlNode | null {
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    prettyErrors: false,
    uniqueKeys: true,
    // The version that merging tools read: yes and no are switches, << takes over the keys of another mapping.
    version: '1.1',
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  for (const error of document.errors) {
    problems.push({
      code: 'recipe/not-yaml',
      ...placeAt(error.pos[0]),
      message: `this is not YAML: ${error.message.replace(/[.\s]+$/, '').toLowerCase()}.`,
      hint: 'Indent with spaces, two a level, and put a space behind every colon.',
    });
  }
  if (document.errors.length > 0) return null;
  let nodes = 0;
  const read = (node: unknown, fallback: Place): YamlNode => {
    nodes++;
    const at = placeOf(node as Node | null) ?? fallback;
    if (nodes > mostNodes) return { kind: 'value', at, value: null };
    if (isAlias(node)) {
      const target = read(node.resolve(document), at);
      return { ...target, at };
    }
    if (isMap(node)) {
      const entries = node.items.map((pair): YamlEntry => {
        const key = placeOf(pair.key as Node | null) ?? at;
        const name = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : String(pair.key);
        return { key: name, at: key, value: read(pair.value, key) };
      });
      return { kind: 'map', at, entries: takeOver(entries) };
    }
    if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => read(item, at)) };
    const value = isScalar(node) ? node.value : null;
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'value', at, value: plain ? value : null };
  };
  const placeOf = (node: Node | null | undefined): Place | undefined =>
    node?.range == null ? undefined : placeAt(node.range[0]);
  const root = read(document.contents, { line: 1, column: 1 });
  if (nodes > mostNodes) {
    problems.push({
      code: 'recipe/too-long',
      line: 1,
      column: 1,
      message: `the recipe unfolds to more than ${mostNodes} parts.`,
      hint: 'Write parameters as gradients and filters rather than layer by layer.',
    });
    return null;
  }
  return root;
}

/** Puts the entries of mappings under `<<` in its place; those that stand beside it count more, and the first of several. */
function takeOver(entries: readonly YamlEntry[]): readonly YamlEntry[] {
  const own = entries.filter(({ key }) => key !== '<<');
  const taken = entries
    .filter(({ key }) => key === '<<')
    .flatMap(({ value }) => (value.kind === 'list' ? value.items : [value]))
    .flatMap((node) => (node.kind === 'map' ? node.entries : []));
  const seen = new Set(own.map(({ key }) => key));
  return [...own, ...taken.filter(({ key }) => !seen.has(key) && seen.add(key))];
}

/** How a message names what stands at a place. */
export function shownNode(node: YamlNode): string {
  if (node.kind === 'map') return 'a mapping';
  if (node.kind === 'list') return 'a list';
  return node.value === null ? 'nothing' : JSON.stringify(node.value);
}

/** The entries of a mapping by key; keys that are not known are noted with the nearest that is. */
export function entriesOf(
  node: YamlNode,
  what: string,
  known: readonly string[],
  problems: Problem[],
): ReadonlyMap<string, YamlEntry> {
  if (node.kind !== 'map') {
    problems.push({
      code: 'recipe/wrong-type',
      ...node.at,
      message: `${what} must be a mapping of names to values, not ${shownNode(node)}.`,
      hint: `It may have ${known.join(', ')}.`,
    });
    return new Map();
  }
  for (const { key, at } of node.entries) {
    // A key of one's own, to keep something under an anchor.
    if (known.includes(key) || key.startsWith('x-')) continue;
    const near = nearest(key, known);
    problems.push({
      code: 'recipe/unknown-key',
      ...at,
      message: `${what} has no “${key}”.`,
      hint: near === undefined ? `It may have ${known.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  return new Map(node.entries.map((entry) => [entry.key, entry]));
}

/** The text at a place; anything else is noted. */
export function textOf(node: YamlNode, what: string, problems: Problem[]): string | null {
  if (node.kind === 'value' && typeof node.value === 'string' && node.value.trim() !== '') return node.value.trim();
  problems.push({
    code: 'recipe/wrong-type',
    ...node.at,
    message: `${what} must be text, not ${shownNode(node)}.`,
    hint: 'Put it in quotes if it looks like a number.',
  });
  return null;
}

/** The items of a list; anything else is noted. */
export function itemsOf(node: YamlNode, what: string, problems: Problem[]): readonly YamlNode[] {
  if (node.kind === 'list' && node.items.length > 0) return node.items;
  problems.push({
    code: 'recipe/wrong-type',
    ...node.at,
    message: `${what} must be a list with at least one entry, not ${node.kind === 'list' ? 'an empty one' : shownNode(node)}.`,
    hint: 'Begin each entry on a line of its own with a dash.',
  });
  return [];
}
