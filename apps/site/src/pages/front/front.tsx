import { families, type ListOrder } from '@offprint/catalog';
import { withQuery } from '../../addresses.ts';
import { counting, oneOf, type Query } from '../../query.ts';
import { runningPapers } from '../../running.ts';
import { Page } from '../../shell/page.tsx';
import type { Site } from '../../site.ts';
import { dayOf, weekdayOf } from '../../text/days.ts';
import { count, number } from '../../text/numbers.ts';
import { DayBars } from './day-bars.tsx';
import { FamilyWords } from './family-words.tsx';
import { PaperList } from './paper-list.tsx';

/** Papers on one page. */
const pageSize = 25;
/** Papers shown whole before the list goes on in lines. */
const shownWhole = 7;
/** Days drawn as bars, the latest last. */
const shownDays = 10;

const orders: readonly ListOrder[] = ['trending', 'new'];
const orderTitles: Readonly<Record<ListOrder, string>> = { trending: 'Trending', new: 'New' };

/** `/`: the papers, in the order of the day that featured them or newest first. */
export async function frontPage({ service, assets }: Site, query: Query) {
  const order = oneOf(query, 'order', orders) ?? 'trending';
  const family = oneOf(query, 'family', families);
  const from = counting(query, 'from', 1_000_000_000);
  const summaries = oneOf(query, 'summaries', ['all']);
  const after = query['after'];

  const { catalog } = service;
  const [{ papers, next }, familyCounts, total, featuredDays] = await Promise.all([
    catalog.list({
      order,
      limit: pageSize,
      ...(family === undefined ? {} : { family }),
      ...(after === undefined ? {} : { after }),
    }),
    catalog.families(),
    catalog.count(),
    catalog.days({ kind: 'featured', limit: shownDays }),
  ]);
  const inFamily = family === undefined ? total : (familyCounts.find((entry) => entry.family === family)?.count ?? 0);
  const day = order === 'trending' ? (papers[0]?.featuredOn ?? null) : null;
  const featured = featuredDays.find((entry) => entry.day === day)?.count;
  const chosen = { order: order === 'trending' ? undefined : order, family };
  const address = (change: Readonly<Record<string, string | number | undefined>>): string =>
    withQuery('/', { ...chosen, ...change });
  const last = from + papers.length - 1;

  return (
    <Page
      assets={assets}
      title={day === null ? 'Papers' : weekdayOf(day)}
      description="Machine-learning papers, the newest and the trending ones, and the methods of papers to run on your own files."
      canonical={address(after === undefined ? {} : { after, from })}
      place="papers"
      paperCount={total}
      query=""
      {...(next === null ? {} : { next: address({ after: next, from: last + 1 }) })}
      hints={[
        { keys: ['j', 'k'], label: 'next, previous' },
        { keys: ['o'], label: 'open' },
        { keys: ['d'], label: 'summaries' },
        { keys: ['f'], label: 'families' },
        { keys: ['r'], label: 'run' },
        { keys: ['g', 'm'], label: 'methods' },
      ]}
      footBar={[
        { title: 'Papers', href: '/' },
        { title: 'New', href: '/?order=new' },
        { title: 'Families', href: '#families' },
        { title: 'Methods', href: '/methods' },
      ]}
    >
      <div class="width">
        <div class="columns front-head">
          <div class="text">
            <h1 class="display">{day === null ? heading(order, papers.length) : <DayHeading day={day} />}</h1>
            <p class="front-note">
              {featured === undefined ? count(total, 'paper') : `${count(featured, 'paper')} featured`}
              {featured !== undefined && featured !== total && `, ${number(total)} in all`}, {runningPapers.length}{' '}
              {runningPapers.length === 1 ? 'runs' : 'run'} here
            </p>
          </div>
          <div class="notes">
            <DayBars days={featuredDays.toReversed()} shown={day} />
          </div>
          <FamilyWords
            families={familyCounts}
            total={total}
            chosen={family}
            address={(name) => withQuery('/', { order: chosen.order, family: name })}
          />
          <nav class="words notes front-orders" aria-label="Order">
            {orders.map((name) => (
              <a
                href={withQuery('/', { order: name === 'trending' ? undefined : name, family })}
                aria-current={name === order ? 'true' : undefined}
              >
                {orderTitles[name]}
              </a>
            ))}
          </nav>
        </div>
        <PaperList
          papers={papers}
          from={from}
          whole={after === undefined ? shownWhole : 0}
          summaries={summaries !== undefined}
          byDay={order === 'trending'}
        />
        <div class="columns">
          <p class="front-more">
            {papers.length === 0 && 'No paper is here yet. '}
            {from > 1 && <a href={address({})}>1 to {number(Math.min(pageSize, inFamily))}</a>}
            {next !== null && (
              <a href={address({ after: next, from: last + 1 })} rel="next">
                {number(last + 1)} to {number(Math.min(last + pageSize, inFamily))}
              </a>
            )}
            {papers.length > 0 && summaries === undefined && (
              <span class="note">
                <a
                  href={address({ after, from: from === 1 ? undefined : from, summaries: 'all' })}
                  data-toggles="papers"
                  aria-keyshortcuts="d"
                >
                  Show every summary
                </a>
                <span class="needs-keys">
                  {' '}
                  or press <kbd>d</kbd>
                </span>
              </span>
            )}
          </p>
        </div>
      </div>
    </Page>
  );
}

function heading(order: ListOrder, papers: number): string {
  if (papers === 0) return 'No paper here';
  return order === 'new' ? 'Newest papers' : 'Papers';
}

function DayHeading({ day }: { readonly day: string }) {
  return (
    <time datetime={day}>
      {weekdayOf(day)} <span class="front-year">{dayOf(day).year}</span>
    </time>
  );
}
