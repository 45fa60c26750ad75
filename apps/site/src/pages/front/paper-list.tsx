import type { Paper } from '@offprint/catalog';
import { methodOf } from '../../running.ts';
import { weekdayOf } from '../../text/days.ts';
import { PaperLine, PaperWhole } from './paper-line.tsx';

interface PaperListProps {
  readonly papers: readonly Paper[];
  /** Rank of the first. */
  readonly from: number;
  /** So many are shown whole, the others in a line each. */
  readonly whole: number;
  /** True: all are shown whole. */
  readonly summaries: boolean;
  /** True: a line tells where another day begins. */
  readonly byDay: boolean;
}

interface Group {
  readonly day: string | null;
  readonly papers: { readonly paper: Paper; readonly rank: number }[];
}

/** The papers in their order; the first day is that of the heading, later ones have a line of their own. */
export function PaperList({ papers, from, whole, summaries, byDay }: PaperListProps) {
  const groups: Group[] = [];
  papers.forEach((paper, at) => {
    const day = byDay ? paper.featuredOn : null;
    if (groups.length === 0 || (byDay && groups.at(-1)?.day !== day)) groups.push({ day, papers: [] });
    groups.at(-1)?.papers.push({ paper, rank: from + at });
  });
  return (
    <div class="papers" id="papers">
      {groups.map((group, at) => (
        <>
          {at > 0 && (
            <div class="columns">
              <h2 class="papers-day">{group.day === null ? 'Not featured' : weekdayOf(group.day)}</h2>
            </div>
          )}
          <ol start={group.papers[0]?.rank}>
            {group.papers.map(({ paper, rank }) =>
              summaries || rank < from + whole ? (
                <PaperWhole paper={paper} rank={rank} method={methodOf(paper)} level={at > 0 ? 'h3' : 'h2'} />
              ) : (
                <PaperLine paper={paper} rank={rank} method={methodOf(paper)} level={at > 0 ? 'h3' : 'h2'} />
              ),
            )}
          </ol>
        </>
      ))}
    </div>
  );
}
