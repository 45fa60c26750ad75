import { type Family, familyTitles } from '@offprint/catalog';
import { number } from '../../text/numbers.ts';

interface FamilyWordsProps {
  readonly families: readonly { readonly family: Family; readonly count: number }[];
  readonly total: number;
  readonly chosen: Family | undefined;
  readonly address: (family: Family | undefined) => string;
}

/** The families as words with their counts; the chosen one is underlined. */
export function FamilyWords({ families, total, chosen, address }: FamilyWordsProps) {
  return (
    <nav class="words text family-words" id="families" aria-label="Families">
      <Word title="All" papers={total} href={address(undefined)} current={chosen === undefined} first />
      {families
        .filter((entry) => entry.count > 0)
        .map(({ family, count }) => (
          <Word
            title={familyTitles[family].toLowerCase()}
            papers={count}
            href={address(family)}
            current={family === chosen}
          />
        ))}
    </nav>
  );
}

interface WordProps {
  readonly title: string;
  readonly papers: number;
  readonly href: string;
  readonly current: boolean;
  readonly first?: boolean;
}

function Word({ title, papers, href, current, first }: WordProps) {
  return (
    <a
      href={href}
      aria-current={current ? 'true' : undefined}
      aria-keyshortcuts={first === true ? 'f' : undefined}
      data-focus-only={first === true ? true : undefined}
    >
      {title}
      <span class="count">
        <span class="unseen">, </span>
        {number(papers)}
        <span class="unseen"> papers</span>
      </span>
    </a>
  );
}
