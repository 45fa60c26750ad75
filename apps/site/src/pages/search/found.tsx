import type { Paper } from '@offprint/catalog';
import type { Method } from '@offprint/methods';
import { highlight, type SearchResult, snippet, type TextPiece } from '@offprint/search';
import { paperAddress } from '../../addresses.ts';
import { Authors } from '../../papers/authors.tsx';
import { methodOf } from '../../running.ts';
import { RunsMark } from '../../shell/marks.tsx';
import { count, number } from '../../text/numbers.ts';
import { Marked } from './marked.tsx';

interface FoundProps {
  readonly result: SearchResult;
  /** The papers of the hits, in their order. */
  readonly papers: readonly Paper[];
  readonly query: string;
  /** Place of the first hit. */
  readonly first: number;
  /** Name of the family that the search is kept to. */
  readonly within?: string;
  readonly previous?: string;
  readonly next?: string;
}

/** Letters of an abstract that are shown around the words found. */
const snippetLength = 220;

export function Found({ result, papers, query, first, within, previous, next }: FoundProps) {
  const scores = new Map(result.hits.map((hit) => [hit.id, hit.score]));
  const best = Math.max(...scores.values());
  const several = result.words.length > 1;
  return (
    <>
      <p class="search-count" role="status">
        <b class="strong">{count(result.total, 'paper')}</b>
        {within !== undefined && ` of ${within}`}
        {several && result.total > 0 && `, ${result.complete === result.total ? 'all' : number(result.complete)} with every word`}
        <span class="quiet"> in {milliseconds(result.seconds)}</span>
        {papers.length > 0 && (
          <span class="search-legend quiet">
            <ScoreBar share={1} /> match, beside the best
          </span>
        )}
      </p>
      <ol class="results" start={first}>
        {papers.map((paper) => (
          <Result paper={paper} query={query} share={(scores.get(paper.id) ?? 0) / best} method={methodOf(paper)} />
        ))}
      </ol>
      {papers.length === 0 && <p class="search-more">No paper{within === undefined ? ' further on' : ` of ${within} has any of these words`}.</p>}
      {(previous !== undefined || next !== undefined) && (
        <p class="search-more">
          {previous !== undefined && (
            <a href={previous} rel="prev">
              Previous page
            </a>
          )}
          {next !== undefined && (
            <a href={next} rel="next">
              {number(result.total - (first + papers.length - 1))} more
            </a>
          )}
        </p>
      )}
    </>
  );
}

interface ResultProps {
  readonly paper: Paper;
  readonly query: string;
  readonly share: number;
  readonly method: Method | null;
}

function Result({ paper, query, share, method }: ResultProps) {
  return (
    <li class="result" data-item>
      <ScoreBar share={share} />
      <h2 class="paper-title plain">
        <a href={paperAddress(paper)} data-opens-item>
          <Marked pieces={highlight(paper.title, query)} />
        </a>
      </h2>
      <p class="reading result-text">
        <Marked pieces={around(paper, query)} />
      </p>
      <p class="facts note">
        <Authors authors={paper.authors} />
        {paper.year !== null && <span>{paper.year}</span>}
        {paper.arxivId !== null && <span class="id">{paper.arxivId}</span>}
        {method !== null && (
          <a class="runs-here" href={`${paperAddress(paper)}#run`} aria-keyshortcuts="r">
            <RunsMark />
            <span>
              <span class="unseen">Runs here: </span>
              {method.takes} to {method.gives}
            </span>
          </a>
        )}
      </p>
    </li>
  );
}

/** The part of the abstract with the words; of the summary, where the abstract has none of them. */
function around(paper: Paper, query: string): TextPiece[] {
  const texts = [paper.abstract, paper.summary].filter((text) => text !== null);
  const parts = texts.map((text) => snippet(text, query, snippetLength));
  return parts.find((pieces) => pieces.some((piece) => piece.marked)) ?? parts[0] ?? [];
}

const barWidth = 46;

function ScoreBar({ share }: { readonly share: number }) {
  return (
    <svg class="score" viewBox={`0 0 ${barWidth} 7`} width={barWidth} height={7} aria-hidden="true">
      <rect width={Math.max(2, Math.round(share * barWidth))} height={7} />
    </svg>
  );
}

function milliseconds(seconds: number): string {
  const value = seconds * 1000;
  return value < 1 ? 'less than 1 ms' : `${number(Math.round(value))} ms`;
}
