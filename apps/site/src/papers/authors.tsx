import { shortAuthors } from '../text/names.ts';

/** The authors in one line; nothing when they are not known. */
export function Authors({ authors }: { readonly authors: readonly string[] }) {
  if (authors.length === 0) return null;
  const { names, more } = shortAuthors(authors);
  return (
    <span>
      {names}
      {more && (
        <>
          {' '}
          <i>et al.</i>
        </>
      )}
    </span>
  );
}
