import { authorName } from '@offprint/catalog';

/** More authors than this are shown as the first three and *et al.* */
const mostAuthors = 5;
const shownOfMany = 3;

/** The family names of the authors in one line; nothing when they are not known. */
export function Authors({ authors }: { readonly authors: readonly string[] }) {
  if (authors.length === 0) return null;
  const more = authors.length > mostAuthors;
  const shown = more ? authors.slice(0, shownOfMany) : authors;
  return (
    <span>
      {shown.map((name) => authorName(name).family).join(', ')}
      {more && (
        <>
          {' '}
          <i>et al.</i>
        </>
      )}
    </span>
  );
}
