import { type Family, familyTitles } from '@offprint/catalog';
import { number } from '../../text/numbers.ts';

interface FacetsProps {
  /** The families of the papers found, largest first. */
  readonly families: readonly { readonly family: Family; readonly count: number }[];
  readonly all: number;
  readonly chosen: Family | undefined;
  readonly address: (family: Family | undefined) => string;
}

/** Narrows the search to a family; a chosen one is taken away again by the same link. */
export function Facets({ families, all, chosen, address }: FacetsProps) {
  return (
    <nav class="notes facets" id="facets" aria-label="Narrow the search">
      <h2 class="side-head">Family</h2>
      <ul class="plain">
        {families.map(({ family, count }, at) => (
          <li class={family === chosen ? 'chosen-facet' : undefined}>
            <a
              href={address(family === chosen ? undefined : family)}
              aria-keyshortcuts={at === 0 ? 'f' : undefined}
              data-focus-only={at === 0 ? true : undefined}
            >
              {family === chosen && (
                <>
                  <span class="hanging" aria-hidden="true">
                    ×
                  </span>
                  <span class="unseen">Every family instead of </span>
                </>
              )}
              <span>{familyTitles[family].toLowerCase()}</span>
              <span>{number(count)}</span>
            </a>
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <p class="note">
          <a href={address(undefined)}>All {number(all)}</a>
        </p>
      )}
    </nav>
  );
}
