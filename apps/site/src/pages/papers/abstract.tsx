import type { Paper } from '@offprint/catalog';

/** The abstract, with our summary before it; the summary alone where no abstract is known. */
export function Abstract({ paper }: { readonly paper: Paper }) {
  const { abstract, summary } = paper;
  if (abstract === null) {
    return (
      <>
        <h2 class="folio side-head">Summary</h2>
        <div class="text paper-text" id="abstract">
          {summary === null ? (
            <p class="reading">Only the title of this paper is known here.</p>
          ) : (
            <p class="reading" lang="en-GB">
              {summary}
            </p>
          )}
          <p class="note paper-import">
            {summary !== null && 'This summary is in Offprint’s own words. '}
            The abstract appears here once a file that holds it has been imported:
            <br />
            <code>npx offprint import FILE</code>
          </p>
        </div>
      </>
    );
  }
  return (
    <>
      {summary !== null && (
        <>
          <h2 class="folio side-head paper-short">In short</h2>
          <p class="text paper-short" lang="en-GB">
            {summary}
          </p>
        </>
      )}
      <h2 class="folio side-head">Abstract</h2>
      <div class="text paper-text">
        <p class="reading clamped" id="abstract">
          {abstract}
        </p>
        <a class="note unclamp" href="#abstract">
          Whole abstract
        </a>
      </div>
    </>
  );
}
