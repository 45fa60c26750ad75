import type { SearchResult } from '@offprint/search';
import { count } from '../../text/numbers.ts';

interface WordsProps {
  readonly result: SearchResult;
  readonly address: (change: Readonly<Record<string, string>>) => string;
}

/** How the query was read: each word with the papers that have it, and what was left out. */
export function Words({ result, address }: WordsProps) {
  const { words, unknown, ignored, suggestion } = result;
  return (
    <p class="wide search-words">
      <span class="quiet">Read as </span>
      {words.map(({ word, documents }, at) => (
        <>
          {at > 0 && ', '}
          <b class="strong">{word}</b>{' '}
          <span class="quiet">{unknown.includes(word) ? 'in no paper' : count(documents, 'paper')}</span>
        </>
      ))}
      .{ignored.length > 0 && ` Not searched: ${ignored.join(', ')}.`}
      {suggestion !== null && (
        <>
          {' '}
          Did you mean <a href={address({ q: suggestion })}>{suggestion}</a>?
        </>
      )}
    </p>
  );
}
