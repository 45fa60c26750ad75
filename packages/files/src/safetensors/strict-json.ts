import { InputError } from '@offprint/errors';
import { quantity } from '../quantity.ts';
import { shown } from '../shown.ts';

/** A JSON value whose objects are maps, so that no name is special and order is kept. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** The document that is read, for the error messages. */
export interface JsonDocument {
  readonly file: string;
  /** What part of the file this is, as the sentence needs it: `header` or `index`. */
  readonly part: string;
  /** The code of the error when it is not JSON. */
  readonly code: string;
  /** Refuse numbers that are not written as plain digits: sizes and offsets are. */
  readonly wholeNumbers: boolean;
}

/** Headers nest three deep and indexes two; the limit keeps a hostile file from exhausting the stack. */
const MAX_DEPTH = 16;

/**
 * Objects and lists in one document. A tensor takes three, and the longest header that is read has room for 450,000
 * tensors; a hostile one has room for millions of empty objects, which would take two gigabytes.
 */
const MAX_CONTAINERS = 1_500_000;

/** The longest number that any writer makes has 25 characters (a double in full); longer ones are refused unread. */
const MAX_NUMBER_LENGTH = 32;

const anyNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const wholeNumber = /^(?:0|[1-9]\d*)$/;
const words: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/**
 * Reads JSON by the letter of RFC 8259, and refuses what `JSON.parse` lets pass: the same name twice in one object,
 * and nesting without end. Time and memory grow linearly with the text.
 *
 * @throws InputError `checkpoint/duplicate-name`, or the document's own code, with the character concerned.
 */
export function parseStrictJson(text: string, document: JsonDocument): Json {
  let at = 0;
  let containers = 0;

  const fail = (wanted: string): never => {
    const found = at < text.length ? `“${shown(text.slice(at, at + 12))}” was found` : 'it ends';
    throw new InputError(
      document.code,
      `The ${document.part} of ${document.file} is not valid JSON: at character ${quantity(at)} ${wanted} was expected, but ${found}.`,
      {
        hint: 'Fetch the file again, or write it again with the program that made it.',
        where: { file: document.file, character: at },
      },
    );
  };

  const skipSpace = (): void => {
    for (;;) {
      const character = text.charCodeAt(at);
      if (character !== 0x20 && character !== 0x0a && character !== 0x0d && character !== 0x09) return;
      at += 1;
    }
  };

  const take = (character: string): boolean => {
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  const readString = (): string => {
    const start = at;
    if (!take('"')) fail('a name or text in quotes');
    let escaped = false;
    for (; ; at += 1) {
      const character = text.charCodeAt(at);
      if (character === 0x22) break;
      // NaN, past the end, is not at least a space either.
      if (!(character >= 0x20)) fail('the end of the quoted text');
      if (character === 0x5c) {
        escaped = true;
        at += 1;
      }
    }
    at += 1;
    if (!escaped) return text.slice(start + 1, at - 1);
    try {
      const decoded: unknown = JSON.parse(text.slice(start, at));
      if (typeof decoded === 'string') return decoded;
    } catch {
      // Reported below with its place in the whole text, which JSON.parse does not know.
    }
    at = start;
    return fail('quoted text with valid escapes');
  };

  const readNumber = (): number => {
    const start = at;
    while (at - start <= MAX_NUMBER_LENGTH && isInNumber(text.charCodeAt(at))) at += 1;
    const literal = text.slice(start, at);
    if ((document.wholeNumbers ? wholeNumber : anyNumber).test(literal) && literal.length <= MAX_NUMBER_LENGTH) {
      return Number(literal);
    }
    at = start;
    return fail(document.wholeNumbers ? 'a whole number' : 'a number');
  };

  const readObject = (depth: number): JsonObject => {
    const object = new Map<string, Json>();
    skipSpace();
    if (take('}')) return object;
    do {
      skipSpace();
      const name = readString();
      if (object.has(name)) throw duplicateName(name, document);
      skipSpace();
      if (!take(':')) fail('a colon');
      object.set(name, readValue(depth));
      skipSpace();
    } while (take(','));
    if (!take('}')) fail('a comma or a closing brace');
    return object;
  };

  const readArray = (depth: number): readonly Json[] => {
    const array: Json[] = [];
    skipSpace();
    if (take(']')) return array;
    do {
      array.push(readValue(depth));
      skipSpace();
    } while (take(','));
    if (!take(']')) fail('a comma or a closing bracket');
    return array;
  };

  const readValue = (depth: number): Json => {
    skipSpace();
    if (depth > MAX_DEPTH) fail(`nesting of at most ${MAX_DEPTH}`);
    const character = text[at];
    if (character === '"') return readString();
    if (character === '{' || character === '[') {
      if (containers === MAX_CONTAINERS) fail(`at most ${quantity(MAX_CONTAINERS)} objects and lists`);
      containers += 1;
      at += 1;
      return character === '{' ? readObject(depth + 1) : readArray(depth + 1);
    }
    for (const [word, value] of words) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    }
    return readNumber();
  };

  const value = readValue(0);
  skipSpace();
  if (at < text.length) fail('the end');
  return value;
}

/** Digits, sign, point and exponent; whether they make a number is seen afterwards. */
function isInNumber(character: number): boolean {
  const isDigit = character >= 0x30 && character <= 0x39;
  return isDigit || character === 0x2e || character === 0x2b || character === 0x2d || (character | 0x20) === 0x65;
}

function duplicateName(name: string, document: JsonDocument): InputError {
  return new InputError(
    'checkpoint/duplicate-name',
    `The ${document.part} of ${document.file} names “${shown(name)}” twice.`,
    {
      hint: 'Which of the two is meant cannot be known; write the file again with each name once.',
      where: { file: document.file, name: shown(name) },
    },
  );
}
