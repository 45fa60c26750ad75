import type { Paper } from '@offprint/catalog';
import { citationAddress } from '../../addresses.ts';
import { KeyHint } from '../../shell/key-hint.tsx';

/** The paper as an entry to copy or to download. */
export function Cite({ paper, bibtex }: { readonly paper: Paper; readonly bibtex: string }) {
  return (
    <>
      <h2 class="folio side-head">Cite</h2>
      <div class="text">
        <pre class="bibtex" id="bibtex">
          {bibtex}
        </pre>
      </div>
      <div class="notes">
        <button class="button" type="button" hidden data-copies="bibtex" aria-keyshortcuts="b">
          Copy BibTeX
          <KeyHint name="b" />
        </button>
        <p class="note cite-files">
          <a href={citationAddress('bibtex', paper)}>BibTeX</a>
          <a href={citationAddress('ris', paper)}>RIS</a>
          <a href={citationAddress('csl-json', paper)}>CSL JSON</a>
        </p>
        <p class="note" role="status" data-copy-status />
      </div>
    </>
  );
}
