/**
 * Cuts text into words, the one way for indexing, searching, marking and excerpts: NFKD, marks dropped, lower-case,
 * split at whatever is neither letter nor digit. It works on the original text, character by character, so that each
 * word knows where it stands there; that gives the same words as normalising the whole text first, because NFKD maps
 * each character by itself and reorders marks only.
 */

/** A word that is longer is cut here, so that a page of base64 costs no more than a long word. In code points. */
const longestWord = 64;

const separator = 0;
const asciiClass = Uint8Array.from({ length: 128 }, (_, code) => Number(/[0-9A-Za-z]/.test(String.fromCharCode(code))));

/** What hides inside words without being part of them: soft hyphen, zero-width joiner and non-joiner. */
const insideWords = /[\p{M}\u00ad\u200c\u200d]/gu;
const folds = new Map<number, string>();

/** A character folded: letters and digits, '' for a mark, a space for whatever separates words. */
function fold(code: number): string {
  let folded = folds.get(code);
  if (folded === undefined) {
    const bare = String.fromCodePoint(code).normalize('NFKD').replace(insideWords, '');
    folded = bare
      .toLowerCase()
      .replace(insideWords, '')
      .replace(/[^\p{L}\p{N}]/gu, ' ');
    folds.set(code, folded);
  }
  return folded;
}

/** The folded word and where it stands in the text, in UTF-16 code units. */
export type WordVisitor = (word: string, start: number, end: number) => void;

/** Whether a possessive ending stands here: an apostrophe and an s that nothing of a word follows. */
function isPossessive(text: string, apostrophe: number): boolean {
  if (!/[sS]/.test(text.charAt(apostrophe + 1))) return false;
  const next = text.codePointAt(apostrophe + 2);
  return next === undefined || fold(next).startsWith(' ');
}

/** Calls `visit` for each word in order. Time grows with the length of the text. */
export function scanWords(text: string, visit: WordVisitor): void {
  let start = -1;
  let end = 0;
  // The word so far; undefined while it is plain ASCII, which is read from the text itself in one piece.
  let folded: string | undefined;

  const finish = (): void => {
    if (start < 0) return;
    const word = folded ?? text.slice(start, end).toLowerCase();
    visit(word.length > longestWord ? Array.from(word).slice(0, longestWord).join('') : word, start, end);
    start = -1;
    folded = undefined;
  };

  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code < 128 && asciiClass[code] !== separator) {
      if (start < 0) start = at;
      else if (folded !== undefined) folded += String.fromCharCode(code).toLowerCase();
      at += 1;
      end = at;
      continue;
    }
    if (code === 0x27 || code === 0x2019) {
      const skipped = start >= 0 && isPossessive(text, at) ? 2 : 1;
      finish();
      at += skipped;
      continue;
    }
    if (code < 128) {
      finish();
      at += 1;
      continue;
    }
    const point = text.codePointAt(at) ?? code;
    const next = at + (point > 0xffff ? 2 : 1);
    for (const piece of splitFold(fold(point))) {
      if (piece === ' ') {
        finish();
        continue;
      }
      if (start >= 0) folded ??= text.slice(start, at).toLowerCase();
      else if (piece !== '') {
        start = at;
        folded = '';
      }
      if (start >= 0) {
        folded += piece;
        end = next;
      }
    }
    at = next;
  }
  finish();
}

/** Parts of one folded character: nearly always one; a fraction such as ½ folds to two words. */
function splitFold(folded: string): readonly string[] {
  return folded.length < 2 || !folded.includes(' ') ? [folded] : Array.from(folded);
}
