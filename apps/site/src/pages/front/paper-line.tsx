import { familyTitles, leadOf, type Paper } from '@offprint/catalog';
import type { Method } from '@offprint/methods';
import { paperAddress } from '../../addresses.ts';
import { Authors } from '../../papers/authors.tsx';
import { ReadLinks } from '../../papers/read-links.tsx';
import { RunsHere } from '../../papers/runs-here.tsx';
import { RunsMark } from '../../shell/marks.tsx';
import { longDay } from '../../text/days.ts';

interface LineProps {
  readonly paper: Paper;
  readonly rank: number;
  readonly method: Method | null;
  readonly level: 'h2' | 'h3';
}

/** The title, which leads to the paper's page. */
function Title({ paper, level: Heading }: Pick<LineProps, 'paper' | 'level'>) {
  return (
    <Heading class="paper-title plain">
      <a href={paperAddress(paper)} data-opens-item>
        {paper.title}
      </a>
    </Heading>
  );
}

/** A paper with its sentence, its facts and its links. */
export function PaperWhole({ paper, rank, method, level }: LineProps) {
  return (
    <li class="columns paper whole" data-item>
      <Rank rank={rank} />
      <div class="text">
        <Title paper={paper} level={level} />
        <More paper={paper} />
      </div>
      <div class="notes paper-notes">
        {method !== null && <RunsHere method={method} href={`${paperAddress(paper)}#run`} />}
        <ReadLinks paper={paper} />
      </div>
    </li>
  );
}

/** A paper in a line; its sentence and facts are there, and shown on demand. */
export function PaperLine({ paper, rank, method, level }: LineProps) {
  return (
    <li class="columns paper line" data-item>
      <Rank rank={rank} />
      <div class="text">
        <Title paper={paper} level={level} />
        <div class="more" hidden>
          <More paper={paper} />
        </div>
      </div>
      <div class="notes paper-notes">
        <span class="note">{paper.family === null ? '' : familyTitles[paper.family].toLowerCase()}</span>
        {method !== null && (
          <a class="runs-here" href={`${paperAddress(paper)}#run`} aria-keyshortcuts="r">
            <RunsMark />
            <span class="unseen">Runs here</span>
          </a>
        )}
      </div>
    </li>
  );
}

function Rank({ rank }: { readonly rank: number }) {
  return <span class="folio rank">{rank}</span>;
}

function More({ paper }: { readonly paper: Paper }) {
  const lead = leadOf(paper);
  return (
    <>
      {lead !== null && <p class="paper-summary">{lead}</p>}
      <p class="facts note">
        <Authors authors={paper.authors} />
        {paper.family !== null && <span>{familyTitles[paper.family].toLowerCase()}</span>}
        {paper.submittedOn === null ? (
          paper.year !== null && <span>{paper.year}</span>
        ) : (
          <time datetime={paper.submittedOn}>{longDay(paper.submittedOn)}</time>
        )}
        {paper.arxivId !== null && <span class="id">{paper.arxivId}</span>}
      </p>
    </>
  );
}
