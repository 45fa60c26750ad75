import { titleParts } from '../formula.ts';

/** TeX's accents as combining characters, which `normalize('NFC')` joins with their letter. */
const accents: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '"': '\u0308',
  '=': '\u0304',
  '.': '\u0307',
  u: '\u0306',
  v: '\u030c',
  H: '\u030b',
  r: '\u030a',
  c: '\u0327',
  k: '\u0328',
  d: '\u0323',
  b: '\u0331',
};

const letters: Readonly<Record<string, string>> = {
  ...{ ss: 'ß', ae: 'æ', AE: 'Æ', oe: 'œ', OE: 'Œ', o: 'ø', O: 'Ø', l: 'ł', L: 'Ł', aa: 'å', AA: 'Å', i: 'i', j: 'j' },
  ...{ textendash: '–', textemdash: '—', textquoteright: '’', textquoteleft: '‘', ldots: '…', dots: '…', slash: '/' },
  ...{ textasciicircum: '^', textunderscore: '_', textdollar: '$' },
  // Under the private characters of escaped signs: see `plain`.
  ...{ textbraceleft: '\ue07b', textbraceright: '\ue07d', textbackslash: '\ue05c', textasciitilde: '\ue07e' },
};

const dotless: Readonly<Record<string, string>> = { '\\i': 'i', '\\j': 'j' };

const symbolAccent = /\\([`'^"~=.])\s*(?:\{\s*(\\[ij]|\p{L})\s*\}|(\\[ij](?![a-zA-Z])|\p{L}))/gu;
const letterAccent = /\\([uvHrckdb])(?:\s*\{\s*(\\[ij]|\p{L})\s*\}|\s+(\\[ij](?![a-zA-Z])|\p{L}))/gu;

/**
 * Text as TeX would print it: accents and special letters become Unicode, formatting commands and braces go, formulas
 * between dollars stay as they were written.
 */
export function textOfTex(tex: string): string {
  return titleParts(tex)
    .map(({ text, isFormula }) => (isFormula ? text : plain(text)))
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}

function plain(tex: string): string {
  const accented = (_all: string, accent: string, braced: string | undefined, bare: string | undefined) => {
    const letter = braced ?? bare ?? '';
    return (dotless[letter] ?? letter) + (accents[accent] ?? '');
  };
  return (
    tex
      .replace(symbolAccent, accented)
      .replace(letterAccent, accented)
      .normalize('NFC')
      // Escaped signs are set aside under private characters, so that the braces around them can go.
      .replace(/\\([{}$%&#_])/g, (_all, sign: string) => String.fromCodePoint(0xe000 + (sign.codePointAt(0) ?? 0)))
      .replace(/\\([a-zA-Z]+)\s*(?:\{\})?/g, (_all, name: string) => letters[name] ?? '')
      .replace(/\\\\/g, ' ')
      .replace(/[{}]/g, '')
      .replace(/~/g, ' ')
      .replace(/---/g, '—')
      .replace(/--/g, '–')
      .replace(/``/g, '“')
      .replace(/''/g, '”')
      .replace(/[\ue000-\ue07f]/g, (held) => String.fromCodePoint((held.codePointAt(0) ?? 0) - 0xe000))
  );
}
