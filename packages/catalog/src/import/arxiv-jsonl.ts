import { arxivIdOf } from '../arxiv-id.ts';
import { codeAddressIn } from './code-address.ts';
import type { ImportFormat } from './format.ts';
import { firstObject, type JsonObject, readJsonLines } from './json-line.ts';

/**
 * arXiv's descriptive data, one paper a line: `id`, `title`, `authors`, `categories`, `abstract`, and where known
 * `listed`, the day on which arXiv first announced it.
 */
export const arxivJsonl: ImportFormat = {
  name: 'arxiv-jsonl',
  title: "JSON Lines with arXiv's fields (id, title, authors, categories, abstract, listed)",
  source: 'arxiv',
  recognises(head) {
    const object = firstObject(head);
    return object !== null && Array.isArray(object['categories']) && arxivIdOf(String(object['id'])) !== null;
  },
  read: (lines) => readJsonLines(lines, inputOf),
};

function inputOf(object: JsonObject): JsonObject {
  const abstract = object['abstract'];
  return {
    arxivId: object['id'],
    title: object['title'],
    authors: object['authors'],
    abstract,
    listedOn: object['listed'],
    codeUrl: typeof abstract === 'string' ? codeAddressIn(abstract) : null,
  };
}
