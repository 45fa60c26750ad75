import type { ImportFormat } from './format.ts';
import { firstObject, readJsonLines } from './json-line.ts';

/** Our own fields, one paper a line. They are described in the README of the catalogue. */
export const jsonl: ImportFormat = {
  name: 'jsonl',
  title: 'JSON Lines with the fields of the catalogue (title, authors, year, abstract, arxivId, …)',
  source: 'jsonl',
  recognises: (head) => typeof firstObject(head)?.['title'] === 'string',
  read: (lines) => readJsonLines(lines, (object) => object),
};
