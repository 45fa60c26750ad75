import type { Paper } from '@offprint/catalog';
import { paperAddress } from '../../addresses.ts';
import { methodOf } from '../../running.ts';
import { RunsMark } from '../../shell/marks.tsx';

export interface SimilarEntry {
  readonly paper: Paper;
  readonly sharedWords: readonly string[];
}

/** Words named as the reason; the weightiest come first. */
const wordsNamed = 4;

/** The papers most like this one, each with the reason. */
export function Similar({ entries }: { readonly entries: readonly SimilarEntry[] }) {
  return (
    <>
      <h2 class="folio side-head">Similar</h2>
      <ol class="text similar">
        {entries.map(({ paper, sharedWords }) => (
          <li data-item>
            <h3 class="similar-title plain">
              <a href={paperAddress(paper)} data-opens-item>
                {paper.title}
              </a>
            </h3>
            <p class="facts note">
              {paper.arxivId !== null && <span class="id">{paper.arxivId}</span>}
              {sharedWords.length > 0 && <span>shares {sharedWords.slice(0, wordsNamed).join(', ')}</span>}
              {methodOf(paper) !== null && (
                <span class="runs-here">
                  <RunsMark />
                  Runs here
                </span>
              )}
            </p>
          </li>
        ))}
      </ol>
    </>
  );
}
