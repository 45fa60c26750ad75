import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, and in the order of its character codes. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeCharacters = 10;
const randomCharacters = 16;

let lastTime = -1;
let lastRandom: number[] = [];

/**
 * A new identifier of 26 characters: 48 bits of time in milliseconds, 80 random bits, in the form of a ULID.
 *
 * Identifiers of one process sort in the order in which they were made: within one millisecond (and while the clock
 * stands or runs backwards) the random part counts up from the one before.
 *
 * @param now milliseconds UTC, 0 to 2^48 - 1
 */
export function newId(now: number = Date.now()): string {
  if (now > lastTime) {
    lastTime = now;
    lastRandom = Array.from(randomBytes(randomCharacters), (byte) => byte % alphabet.length);
  } else {
    countUp(lastRandom);
  }
  return encodeTime(lastTime) + lastRandom.map((digit) => alphabet.charAt(digit)).join('');
}

function encodeTime(time: number): string {
  let rest = time;
  let text = '';
  for (let index = 0; index < timeCharacters; index++) {
    text = alphabet.charAt(rest % alphabet.length) + text;
    rest = Math.floor(rest / alphabet.length);
  }
  return text;
}

/** Adds one in base 32. After 2^80 identifiers in one millisecond it would start from zero. */
function countUp(digits: number[]): void {
  for (let index = digits.length - 1; index >= 0; index--) {
    const digit = digits[index] ?? 0;
    if (digit < alphabet.length - 1) {
      digits[index] = digit + 1;
      return;
    }
    digits[index] = 0;
  }
}
