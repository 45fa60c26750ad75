import type { Line } from './lines.ts';

/** An entry of a BibTeX file as it is written, from `@` to its closing bracket. */
export interface EntryText {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly text: string;
  /** False when another entry, or the end of the file, came before the closing bracket. */
  readonly complete: boolean;
}

export interface BibtexEntry {
  /** In lower case: `article`. */
  readonly type: string;
  /** Names in lower case; values as written, without their outer braces or quotes. */
  readonly fields: ReadonlyMap<string, string>;
}

const opening = /@\s*([a-zA-Z]+)\s*([{(])/;
const openingAtStart = /^\s*@\s*[a-zA-Z]+\s*[{(]/;

/** An entry larger than this has lost its closing bracket. */
const longestEntry = 1024 * 1024;

/** Cuts a file into entries. What stands between them is comment. */
export async function* entriesIn(lines: AsyncIterable<Line>): AsyncGenerator<EntryText> {
  let open: OpenEntry | null = null;
  for await (const { text, number } of lines) {
    if (open !== null && (openingAtStart.test(text) || open.text.length > longestEntry)) {
      yield { line: open.line, text: open.text, complete: false };
      open = null;
    }
    let rest = text;
    while (rest !== '') {
      if (open === null) {
        const start = rest.search(opening);
        if (start < 0) break;
        open = { line: number, text: '', depth: 0, bracket: null };
        rest = rest.slice(start);
      }
      const end = advance(open, rest);
      open.text += rest.slice(0, end);
      rest = rest.slice(end);
      if (open.depth === 0) {
        yield { line: open.line, text: open.text, complete: true };
        open = null;
      }
    }
    if (open !== null) open.text += '\n';
  }
  if (open !== null) yield { line: open.line, text: open.text, complete: false };
}

/** An entry whose closing bracket has not come. */
interface OpenEntry {
  readonly line: number;
  text: string;
  /** Open brackets; the outer one counts. */
  depth: number;
  /** What closes the entry; null before its opening bracket. */
  bracket: '}' | ')' | null;
}

/** Follows the brackets through a line. Returns how much of it belongs to the entry. */
function advance(entry: OpenEntry, text: string): number {
  let at = 0;
  if (entry.bracket === null) {
    const found = opening.exec(text);
    entry.bracket = found?.[2] === '(' ? ')' : '}';
    entry.depth = 1;
    at = found?.[0].length ?? 0;
  }
  for (; at < text.length; at++) {
    const character = text[at];
    if (character === '{') entry.depth++;
    else if (entry.depth === 1 && character === entry.bracket) entry.depth = 0;
    else if (character === '}' && entry.depth > 1) entry.depth--;
    if (entry.depth === 0) return at + 1;
  }
  return text.length;
}

/**
 * Reads the fields of an entry. `#` joins parts; names without braces stand for `macros`.
 * @returns null for `@comment` and `@preamble`, and for text that is no entry
 */
export function parseEntry(text: string, macros: ReadonlyMap<string, string>): BibtexEntry | null {
  const found = opening.exec(text);
  const type = found?.[1]?.toLowerCase();
  if (found === null || type === undefined || type === 'comment' || type === 'preamble') return null;
  const body = text.slice(found[0].length, -1);
  const fields = new Map<string, string>();
  // The citation key, up to the first comma; `@string` has none.
  let at = type === 'string' ? 0 : (/^[^,={}"]*(?:,|$)/.exec(body)?.[0].length ?? 0);
  const name = /\s*,?\s*([^\s=,{}"#]+)\s*=\s*/y;
  for (;;) {
    name.lastIndex = at;
    const match = name.exec(body);
    if (match?.[1] === undefined) return { type, fields };
    const { value, end } = valueAt(body, name.lastIndex, macros);
    const key = match[1].toLowerCase();
    if (!fields.has(key)) fields.set(key, value);
    at = end;
  }
}

function valueAt(body: string, start: number, macros: ReadonlyMap<string, string>): { value: string; end: number } {
  let value = '';
  let at = start;
  for (;;) {
    const part = partAt(body, at, macros);
    value += part.value;
    at = part.end;
    const join = /^\s*#\s*/.exec(body.slice(at, at + 200));
    if (join === null) return { value, end: at };
    at += join[0].length;
  }
}

function partAt(body: string, start: number, macros: ReadonlyMap<string, string>): { value: string; end: number } {
  const first = body[start];
  if (first !== '{' && first !== '"') {
    const bare = /^[^\s,#{}"]*/.exec(body.slice(start, start + 500))?.[0] ?? '';
    return { value: macros.get(bare.toLowerCase()) ?? bare, end: start + bare.length };
  }
  let depth = 0;
  for (let at = start + 1; at < body.length; at++) {
    const character = body[at];
    if (depth === 0 && character === (first === '{' ? '}' : '"'))
      return { value: body.slice(start + 1, at), end: at + 1 };
    if (character === '{') depth++;
    else if (character === '}') depth--;
  }
  return { value: body.slice(start + 1), end: body.length };
}
