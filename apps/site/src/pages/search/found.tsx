import type { Paper } from '@offprint/catalog';
import type { SearchResult } from '@offprint/search';
import { count, number } from '../../text/numbers.ts';
import { Paging, type PagingProps } from './paging.tsx';
import { Results } from './results.tsx';
import { ScoreBar } from './score-bar.tsx';

interface FoundProps {
  readonly result: SearchResult;
  readonly papers: readonly Paper[];
  readonly query: string;
  /** Place of the first hit. */
  readonly first: number;
  /** Name of the family that the search is kept to. */
  readonly within: string | null;
  readonly paging: PagingProps;
}

/** What matches: how many, how fast, and a page of them. */
export function Found({ result, papers, query, first, within, paging }: FoundProps) {
  const several = result.words.length > 1 && result.total > 0;
  return (
    <>
      <p class="search-count" role="status">
        <b class="strong">{count(result.total, 'paper')}</b>
        {within !== null && ` of ${within}`}
        {several && `, ${result.complete === result.total ? 'all' : number(result.complete)} with every word`}
        <span class="quiet">, in {milliseconds(result.seconds)}</span>
        {papers.length > 0 && (
          <span class="search-legend quiet">
            <ScoreBar share={1} /> match, beside the best
          </span>
        )}
      </p>
      {papers.length === 0 ? (
        <p class="results search-none">
          {result.total === 0 ? `No paper of ${within} has any of these words.` : 'There is no further page.'}
        </p>
      ) : (
        <Results result={result} papers={papers} query={query} first={first} level="h2" partial={false} />
      )}
      <Paging {...paging} />
    </>
  );
}

function milliseconds(seconds: number): string {
  const value = seconds * 1000;
  return value < 1 ? 'less than 1 ms' : `${number(Math.round(value))} ms`;
}
