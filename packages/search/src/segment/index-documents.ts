import { scanContentWords } from '../analysis/content-words.ts';
import type { IndexedDocument } from '../document.ts';
import { composeSegment } from './compose.ts';
import type { Segment } from './segment.ts';

/** Documents between two points where other work may go in between. */
const stride = 100;

/** A segment of these documents, whose ids differ. Time grows with their text. */
export function* indexDocuments(documents: readonly IndexedDocument[]): Generator<undefined, Segment> {
  const sorted = documents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const positions = new Map<string, number>();
  const stream: number[] = [];
  const titleWords = new Uint32Array(sorted.length);
  const forwardOffsets = new Uint32Array(sorted.length + 1);
  const add = (word: string): void => {
    let position = positions.get(word);
    if (position === undefined) {
      position = positions.size;
      positions.set(word, position);
    }
    stream.push(position);
  };
  for (const [index, document] of sorted.entries()) {
    scanContentWords(document.title, add);
    titleWords[index] = stream.length - forwardOffsets[index];
    scanContentWords(document.body, add);
    forwardOffsets[index + 1] = stream.length;
    if (index % stride === stride - 1) yield;
  }

  const words = [...positions.keys()].sort();
  const final = new Uint32Array(words.length);
  words.forEach((word, position) => {
    final[positions.get(word) ?? 0] = position;
  });
  return yield* composeSegment({
    ids: sorted.map(({ id }) => id),
    families: sorted.map(({ family }) => family ?? ''),
    titleWords,
    words,
    forwardOffsets,
    forward: Uint32Array.from(stream, (position) => final[position]),
  });
}
