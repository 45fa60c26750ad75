import type { Picture } from './pens.ts';

/** The picture of a method, beside its name. */
export function MethodPicture({ picture }: { readonly picture: Picture }) {
  return (
    <svg class="picture" viewBox="0 0 32 32" aria-hidden="true">
      {picture.map(({ pen, path }) => (
        <path class={pen} d={path} />
      ))}
    </svg>
  );
}
