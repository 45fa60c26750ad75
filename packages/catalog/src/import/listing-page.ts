import { cards } from '../cards/index.ts';
import { oneLine } from '../record.ts';
import { titleKeyOf } from '../title-key.ts';
import { codeAddressIn } from './code-address.ts';
import type { Found, ImportFormat, ReadOptions } from './format.ts';
import { recordOrProblem } from './json-line.ts';
import type { Line } from './lines.ts';
import { dayOf, kindOf } from './page-line.ts';

const cardTitles = new Set(cards.map((card) => titleKeyOf(card.title)));

function isCardTitle(text: string): boolean {
  return cardTitles.has(titleKeyOf(text));
}

/**
 * The text of a page that lists papers, as it is saved from a browser: titles, each followed by its abstract, between
 * navigation, counts and dates. A title may stand without abstract, and an abstract may run over several paragraphs.
 */
export const listingPage: ImportFormat = {
  name: 'listing-page',
  title: 'the saved text of a page that lists papers (title, abstract, title, abstract, …)',
  source: 'listing-page',
  recognises: (head) => looksLikeListing(head),
  read: readPage,
};

/** A paper in the making. */
interface Pending {
  readonly title: string;
  readonly line: number;
  readonly abstract: string[];
}

async function* readPage(lines: AsyncIterable<Line>, options: ReadOptions): AsyncGenerator<Found> {
  let pending: Pending | null = null;
  let listBegan = false;
  let day: string | null = null;
  let rank = 0;

  const finish = (): Found[] => {
    const paper = pending;
    pending = null;
    if (paper === null) return [];
    // Before the list begins, a line on its own is navigation.
    const isPaper = paper.abstract.length > 0 || isCardTitle(paper.title) || (listBegan && isLikeTitle(paper.title));
    if (!isPaper) return [];
    listBegan = true;
    const abstract = paper.abstract.join(' ');
    rank++;
    return [
      recordOrProblem(paper.line, {
        title: paper.title,
        abstract: abstract === '' ? null : abstract,
        codeUrl: codeAddressIn(abstract),
        ...(day === null ? {} : { featuredOn: day, featuredRank: rank }),
      }),
    ];
  };

  for await (const { text, number } of paragraphs(lines)) {
    const kind = isCardTitle(text) ? 'heading' : kindOf(text);
    if (kind === 'date') {
      yield* finish();
      listBegan = true;
      day = dayOf(text, options.year);
      rank = 0;
    } else if (kind === 'heading') {
      yield* finish();
      pending = { title: text, line: number, abstract: [] };
    } else if (kind === 'prose') {
      if (pending === null) yield { line: number, problem: 'is an abstract without a title before it' };
      else (pending as Pending).abstract.push(text);
    }
  }
  yield* finish();
}

function isLikeTitle(text: string): boolean {
  return text.length >= 15 && text.split(' ').length >= 3 && !/[!…]$/.test(text);
}

/**
 * Whether titles and abstracts alternate in the text. One pair is enough beside a date or a title of our own collection;
 * otherwise at least two, so that a letter or a README is not taken for a list of papers.
 */
function looksLikeListing(head: string): boolean {
  if (/^\s*[<{[@%#]/.test(head) || /\p{Cc}/u.test(head.replace(/[\t\n\r]/g, ''))) return false;
  const texts = head
    .split(/\r\n|\n|\r/)
    .map(oneLine)
    .filter((text) => text !== '');
  const kinds = texts.map((text) => (isCardTitle(text) ? 'heading' : kindOf(text)));
  const told = kinds.filter((kind) => kind === 'heading' || kind === 'prose');
  const pairs = told.filter((kind, index) => kind === 'prose' && told[index - 1] === 'heading').length;
  const prose = told.filter((kind) => kind === 'prose').length;
  const needed = kinds.includes('date') || texts.some(isCardTitle) ? 1 : 2;
  return pairs >= needed && pairs >= 0.7 * prose;
}

/** A file wrapped by an editor has lines of about one width; each of its paragraphs is put back into one line. */
const wrappedLine = { shortest: 50, longest: 120 } as const;

/** Paragraphs with the number of their first line. Lines that follow each other stand for themselves, unless wrapped. */
async function* paragraphs(lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  let block: Line[] = [];
  for await (const line of lines) {
    const text = oneLine(line.text);
    if (text !== '') block.push({ text, number: line.number });
    else {
      yield* unwrapped(block);
      block = [];
    }
  }
  yield* unwrapped(block);
}

function unwrapped(block: readonly Line[]): readonly Line[] {
  const [first] = block;
  const isWrapped =
    first !== undefined &&
    block.length > 1 &&
    block.slice(0, -1).every(({ text }) => text.length >= wrappedLine.shortest) &&
    block.every(({ text }) => text.length <= wrappedLine.longest && !isCardTitle(text));
  return isWrapped ? [{ text: block.map(({ text }) => text).join(' '), number: first.number }] : block;
}
