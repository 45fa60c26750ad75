import { composeSegment } from '../segment/compose.ts';
import { documentCount, type Segment } from '../segment/segment.ts';
import { stringAt, tableSize } from '../segment/string-table.ts';
import { isDeleted, type Part } from './part.ts';

/** Documents between two points where other work may go in between. */
const stride = 5000;

/**
 * One segment of the documents that are left in these parts, equal to one made from the documents themselves.
 * Time grows with the words of the documents; the parts are only read.
 */
export function* mergeParts(parts: readonly Part[]): Generator<undefined, Segment> {
  const places: { id: string; part: number; document: number }[] = [];
  for (const [number, part] of parts.entries()) {
    for (let document = 0; document < documentCount(part.segment); document += 1) {
      if (!isDeleted(part, document)) places.push({ id: stringAt(part.segment.ids, document), part: number, document });
    }
  }
  // The runs are sorted already, which the sort of the engine makes use of.
  places.sort((a, b) => (a.id < b.id ? -1 : 1));
  yield;

  const partWords = parts.map(wordsInUse);
  const words = [...new Set(partWords.flatMap((inUse) => [...inUse.values()]))].sort();
  const positions = new Map(words.map((word, position) => [word, position]));
  const renumbered = partWords.map((inUse, number) => {
    const numbers = new Uint32Array(tableSize(parts[number].segment.words));
    for (const [word, text] of inUse) numbers[word] = positions.get(text) ?? 0;
    return numbers;
  });
  yield;

  const families: string[] = [];
  const titleWords = new Uint32Array(places.length);
  const forwardOffsets = new Uint32Array(places.length + 1);
  for (const [index, { part, document }] of places.entries()) {
    const { segment } = parts[part];
    families.push(segment.familyNames[segment.families[document]]);
    titleWords[index] = segment.titleWords[document];
    forwardOffsets[index + 1] =
      forwardOffsets[index] + segment.forwardOffsets[document + 1] - segment.forwardOffsets[document];
  }
  const forward = new Uint32Array(forwardOffsets[places.length]);
  for (const [index, { part, document }] of places.entries()) {
    const { segment } = parts[part];
    const numbers = renumbered[part];
    let to = forwardOffsets[index];
    for (let at = segment.forwardOffsets[document]; at < segment.forwardOffsets[document + 1]; at += 1) {
      forward[to] = numbers[segment.forward[at]];
      to += 1;
    }
    if (index % stride === stride - 1) yield;
  }
  return yield* composeSegment({
    ids: places.map(({ id }) => id),
    families,
    titleWords,
    words,
    forwardOffsets,
    forward,
  });
}

/** The words that documents left in the part have, by their number; words of deleted documents alone go with them. */
function wordsInUse({ segment, wordUses }: Part): Map<number, string> {
  const inUse = new Map<number, string>();
  for (const [word, uses] of wordUses.entries()) if (uses > 0) inUse.set(word, stringAt(segment.words, word));
  return inUse;
}
