import { number } from '../../text/numbers.ts';

export interface PagingProps {
  readonly previous?: string;
  readonly next?: string;
  /** Papers after this page. */
  readonly left: number;
}

/** Links to the pages before and after; nothing where there is but one. */
export function Paging({ previous, next, left }: PagingProps) {
  if (previous === undefined && next === undefined) return null;
  return (
    <p class="search-more">
      {previous !== undefined && (
        <a href={previous} rel="prev">
          Previous page
        </a>
      )}
      {next !== undefined && (
        <a href={next} rel="next">
          {number(left)} more
        </a>
      )}
    </p>
  );
}
