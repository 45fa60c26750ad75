const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const;
const month = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const weekday = '(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\\s+)?';
const monthFirst = new RegExp(`^${weekday}${month}\\s+(\\d{1,2})(?:,?\\s+(\\d{4}))?$`, 'i');
const dayFirst = new RegExp(`^${weekday}(\\d{1,2})\\.?\\s+${month}(?:,?\\s+(\\d{4}))?$`, 'i');
const iso = /^(\d{4})-(\d{2})-(\d{2})$/;

/** What a line of a saved page is. */
export type LineKind = 'date' | 'heading' | 'prose' | 'noise';

/** Counts, buttons, bylines and addresses that stand between papers. */
const noise = [
  /^[\d.,]+\s?[km]?$/i,
  /^·?\s*\d+\s+(?:authors?|upvotes?|comments?|votes?|likes?|papers?)$/i,
  /^(?:submitted\s+)?by\s?\S.{0,60}$/i,
  /^submitted\s/i,
  /^https?:\/\/\S+$/i,
  /^(?:view|read|open|download|sign|log|subscribe|follow|share|upvote|get)\b.{0,60}$/i,
  /^[^\p{L}]*$/u,
] as const;

/** An abstract is at least this long, or somewhat shorter and a sentence with a full stop. */
const proseLength = { surely: 200, asSentence: 100 } as const;

/** `text` is one line without surrounding spaces. */
export function kindOf(text: string): LineKind {
  if (iso.test(text) || monthFirst.test(text) || dayFirst.test(text)) return 'date';
  if (text.length >= proseLength.surely) return 'prose';
  if (text.length >= proseLength.asSentence && text.endsWith('.')) return 'prose';
  const isWord = !text.includes(' ') && text.length < 20;
  return isWord || noise.some((pattern) => pattern.test(text)) ? 'noise' : 'heading';
}

/**
 * The day that a date line names, `YYYY-MM-DD`.
 * @param year for dates printed without one
 * @returns null when the year is not known, or when there is no such day
 */
export function dayOf(text: string, year: number | undefined): string | null {
  if (iso.test(text)) return text;
  const first = monthFirst.exec(text);
  const second = dayFirst.exec(text);
  const [name, day, printed] = first ? [first[1], first[2], first[3]] : [second?.[2], second?.[1], second?.[3]];
  const known = printed ?? year?.toString();
  if (name === undefined || day === undefined || known === undefined) return null;
  const number = months.findIndex((prefix) => name.toLowerCase().startsWith(prefix)) + 1;
  const date = new Date(Date.UTC(Number(known), number - 1, Number(day)));
  return date.getUTCDate() === Number(day) ? date.toISOString().slice(0, 10) : null;
}
