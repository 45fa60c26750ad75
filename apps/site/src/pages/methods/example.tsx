import { raw } from 'hono/html';
import { Legend } from '../../run/figure-box.tsx';
import type { ExampleFigure as Drawn } from './example-figure.ts';

/** What the method found in its own example, as a run would show it. */
export function ExampleFigure({ example }: { readonly example: Drawn }) {
  const { figure, svg } = example;
  return (
    <section class="columns paper-part method-figure" id="example">
      <h2 class="folio side-head">Its example</h2>
      <figure class="text">
        <p class="figure-title">{figure.title}</p>
        <div class="picture-frame">{raw(svg)}</div>
        <figcaption class="figure-caption">
          {figure.caption} Computed here, from the files that Try it makes.
        </figcaption>
      </figure>
      <Legend figure={figure} />
    </section>
  );
}
