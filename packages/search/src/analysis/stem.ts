/**
 * The Snowball English stemmer, also called Porter2, in the revision of Snowball 3.1:
 * M. F. Porter and R. Boulton, "The English (Porter2) stemming algorithm", snowballstem.org.
 *
 * Positions are in UTF-16 code units. Within a word, `Y` stands for a y that acts as a consonant.
 */

const vowel = /[aeiouy]/;
const isVowel = (word: string, at: number): boolean => at >= 0 && at < word.length && vowel.test(word.charAt(at));

/** Words that go past the rules altogether. */
const exceptions = new Map([
  ['skis', 'ski'],
  ['skies', 'sky'],
  ['idly', 'idl'],
  ['gently', 'gentl'],
  ['ugly', 'ugli'],
  ['early', 'earli'],
  ['only', 'onli'],
  ['singly', 'singl'],
  ...['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word): [string, string] => [word, word]),
]);

/** Beginnings after which region R1 starts at once, so that words such as "general" and "generate" stay apart. */
const longBeginning = /^(?:gener|commun|arsen|past|univers|later|emerg|organ|inter)/;

/** What stands before `ing` in words where it is no ending of a verb: inning, outing, canning, herring, earring, evening. */
const keepsIng = new Set(['inn', 'out', 'cann', 'herr', 'earr', 'even']);

/** What stands before `eed` in words where it is no ending: proceed, exceed, succeed. */
const keepsEed = new Set(['proc', 'exc', 'succ']);

const step2 = endings({
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  abli: 'able',
  entli: 'ent',
  izer: 'ize',
  ization: 'ize',
  ational: 'ate',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  aliti: 'al',
  alli: 'al',
  fulness: 'ful',
  ousli: 'ous',
  ousness: 'ous',
  iveness: 'ive',
  iviti: 'ive',
  biliti: 'ble',
  bli: 'ble',
  ogist: 'og',
  ogi: 'og',
  fulli: 'ful',
  lessli: 'less',
  li: '',
});

const step3 = endings({
  tional: 'tion',
  ational: 'ate',
  alize: 'al',
  icate: 'ic',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
  ative: '',
});

const step4 = endings(
  Object.fromEntries(
    'al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion'
      .split(' ')
      .map((ending) => [ending, '']),
  ),
);

type Endings = readonly (readonly [ending: string, replacement: string])[];

/** Longest first, because every step acts on the longest ending that fits, or not at all. */
function endings(table: Readonly<Record<string, string>>): Endings {
  return Object.entries(table).sort(([a], [b]) => b.length - a.length);
}

/** Where the region after the first non-vowel that follows a vowel begins, looking from `from` on. */
function regionAfter(word: string, from: number): number {
  for (let at = from + 1; at < word.length; at += 1) {
    if (isVowel(word, at - 1) && !isVowel(word, at)) return at + 1;
  }
  return word.length;
}

/** Whether the word ends in a short syllable: vowel and non-vowel after a non-vowel, or vowel and non-vowel alone, or "past". */
function endsShort(word: string): boolean {
  if (word === 'past') return true;
  const last = word.length - 1;
  if (last < 1 || isVowel(word, last) || !isVowel(word, last - 1)) return false;
  if (last === 1) return true;
  return !isVowel(word, last - 2) && !/[wxY]$/.test(word);
}

/** Marks each y that opens the word or follows a vowel as a consonant. */
function markConsonantY(word: string): string {
  let marked = '';
  for (const letter of word) {
    marked += letter === 'y' && (marked === '' || isVowel(marked, marked.length - 1)) ? 'Y' : letter;
  }
  return marked;
}

/** Step 1a: plurals. */
function dropPlural(word: string): string {
  if (word.endsWith('sses')) return word.slice(0, -2);
  if (word.endsWith('ied') || word.endsWith('ies')) return word.slice(0, word.length > 4 ? -2 : -1);
  if (word.endsWith('us') || word.endsWith('ss') || !word.endsWith('s')) return word;
  return vowel.test(word.slice(0, -2)) ? word.slice(0, -1) : word;
}

/** Step 1b: past tense and gerund. */
function dropVerbEnding(word: string, r1: number): string {
  const ending = /(?:eedly|eed|edly|ed|ingly|ing)$/.exec(word)?.[0];
  if (ending === undefined) return word;
  const before = word.slice(0, -ending.length);
  if (ending.startsWith('eed')) return before.length >= r1 && !keepsEed.has(before) ? `${before}ee` : word;
  if (ending === 'ing') {
    if (/^[^aeiouy]y$/.test(before)) return `${before.charAt(0)}ie`;
    if (keepsIng.has(before)) return word;
  }
  if (!vowel.test(before)) return word;
  if (/(?:at|bl|iz)$/.test(before)) return `${before}e`;
  if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(before)) return /^[aeo]..$/.test(before) ? before : before.slice(0, -1);
  return before.length <= r1 && endsShort(before) ? `${before}e` : before;
}

/** Steps 2 to 4: replaces the longest ending that fits if it lies in the region and its own condition holds. */
function replaceEnding(
  word: string,
  table: Endings,
  region: number,
  holds: (before: string, ending: string) => boolean,
): string {
  for (const [ending, replacement] of table) {
    if (!word.endsWith(ending)) continue;
    const before = word.slice(0, -ending.length);
    return before.length >= region && holds(before, ending) ? before + replacement : word;
  }
  return word;
}

/** Step 5: a final e, or the second l of two. */
function dropLastLetter(word: string, r1: number, r2: number): string {
  const before = word.slice(0, -1);
  if (word.endsWith('e')) return before.length >= r2 || (before.length >= r1 && !endsShort(before)) ? before : word;
  return word.endsWith('ll') && before.length >= r2 ? before : word;
}

/**
 * The stem of a lower-case English word. Words of one or two letters, and whatever no rule fits, come back as they are.
 * Time grows with the length of the word.
 */
export function stem(given: string): string {
  if (given.length <= 2) return given;
  const exception = exceptions.get(given);
  if (exception !== undefined) return exception;

  let word = markConsonantY(given.startsWith("'") ? given.slice(1) : given);
  const r1 = longBeginning.exec(word)?.[0].length ?? regionAfter(word, 0);
  const r2 = regionAfter(word, r1);

  word = word.replace(/(?:'s'|'s|')$/, '');
  word = dropVerbEnding(dropPlural(word), r1);
  if (/.[^aeiouy][yY]$/.test(word)) word = `${word.slice(0, -1)}i`;
  word = replaceEnding(word, step2, r1, (before, ending) =>
    ending === 'ogi' ? before.endsWith('l') : ending !== 'li' || /[cdeghkmnrt]$/.test(before),
  );
  word = replaceEnding(word, step3, r1, (before, ending) => ending !== 'ative' || before.length >= r2);
  word = replaceEnding(word, step4, r2, (before, ending) => ending !== 'ion' || /[st]$/.test(before));
  return dropLastLetter(word, r1, r2).replaceAll('Y', 'y');
}
