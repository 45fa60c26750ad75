import type { Paper } from '@offprint/catalog';
import type { Method } from '@offprint/methods';
import { highlight, type SearchResult, snippet, type TextPiece } from '@offprint/search';
import { paperAddress } from '../../addresses.ts';
import { Authors } from '../../papers/authors.tsx';
import { methodOf } from '../../running.ts';
import { RunsMark } from '../../shell/marks.tsx';
import { Marked } from './marked.tsx';
import { ScoreBar } from './score-bar.tsx';

interface ResultsProps {
  readonly result: SearchResult;
  /** The papers of the hits, in their order. */
  readonly papers: readonly Paper[];
  readonly query: string;
  /** Place of the first hit. */
  readonly first: number;
  readonly level: 'h2' | 'h4';
  /** True where the papers lack words of the query: says which they have. */
  readonly partial: boolean;
}

/** Letters of an abstract that are shown around the words found. */
const snippetLength = 220;

/** A page of hits, best first. */
export function Results({ result, papers, query, first, level, partial }: ResultsProps) {
  const hits = new Map(result.hits.map((hit) => [hit.id, hit]));
  const best = Math.max(...result.hits.map((hit) => hit.score));
  return (
    <ol class="results" start={first}>
      {papers.map((paper) => {
        const hit = hits.get(paper.id);
        return (
          <Result
            paper={paper}
            query={query}
            share={(hit?.score ?? 0) / best}
            method={methodOf(paper)}
            level={level}
            matched={partial ? (hit?.matched ?? []) : []}
          />
        );
      })}
    </ol>
  );
}

interface ResultProps {
  readonly paper: Paper;
  readonly query: string;
  readonly share: number;
  readonly method: Method | null;
  readonly level: 'h2' | 'h4';
  readonly matched: readonly string[];
}

function Result({ paper, query, share, method, level: Heading, matched }: ResultProps) {
  return (
    <li class="result" data-item>
      <ScoreBar share={share} />
      <Heading class="paper-title plain">
        <a href={paperAddress(paper)} data-opens-item>
          <Marked pieces={highlight(paper.title, query)} />
        </a>
      </Heading>
      <p class="reading result-text">
        <Marked pieces={around(paper, query)} />
      </p>
      <p class="facts note">
        <Authors authors={paper.authors} />
        {paper.year !== null && <span>{paper.year}</span>}
        {paper.arxivId !== null && <span class="id">{paper.arxivId}</span>}
        {matched.length > 0 && <span>has {listed(matched)}</span>}
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

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
