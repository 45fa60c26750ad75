import type { Paper } from '@offprint/catalog';

/** Links to where the paper can be read and its code be had. Nothing when none is known. */
export function ReadLinks({ paper }: { readonly paper: Paper }) {
  const { arxivId, codeUrl } = paper;
  if (arxivId === null && codeUrl === null) return null;
  return (
    <p class="note read-links">
      {arxivId !== null && <a href={`https://arxiv.org/abs/${arxivId}`}>arXiv</a>}
      {arxivId !== null && (
        <a href={`https://arxiv.org/pdf/${arxivId}`} aria-keyshortcuts="p">
          PDF
        </a>
      )}
      {codeUrl !== null && <a href={codeUrl}>Code</a>}
    </p>
  );
}
