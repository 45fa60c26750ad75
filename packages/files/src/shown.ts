/** Names from a file may be megabytes long; a sentence has room for this many characters of one. */
const SHOWN_LENGTH = 160;

/** More dimensions than any library knows what to do with. */
const SHOWN_DIMENSIONS = 8;

/**
 * A name or text from a file, fit to stand in a message: cut to a readable length, and with control characters and
 * halves of characters written as escapes, so that a hostile file cannot reach a terminal through an error.
 */
export function shown(text: string): string {
  const cut = text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0;
    return `\\u{${point.toString(16)}}`;
  });
}

/** A shape for a message: `[4096, 11008]`. */
export function shownShape(shape: readonly number[]): string {
  const first = shape.slice(0, SHOWN_DIMENSIONS).join(', ');
  return shape.length > SHOWN_DIMENSIONS ? `[${first}, …]` : `[${first}]`;
}
