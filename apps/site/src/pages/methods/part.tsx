import type { Child } from 'hono/jsx';

interface PartProps {
  readonly id?: string;
  readonly title: string;
  readonly note?: Child;
  readonly children?: Child;
}

/** A part of a page: its name at the side, the text, and a note beside it. */
export function Part({ id, title, note, children }: PartProps) {
  return (
    <section class="columns paper-part" id={id}>
      <h2 class="folio side-head">{title}</h2>
      <div class="text">{children}</div>
      {note !== undefined && <div class="notes note">{note}</div>}
    </section>
  );
}
