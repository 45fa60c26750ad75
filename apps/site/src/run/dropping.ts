import { droppedFiles } from './given-files.ts';
import { type HeldDrop, holdDrop, holdsFiles } from './held-drop.ts';
import type { Wish } from './view.ts';

/**
 * Takes files and folders that are dropped anywhere on the page: on a port, on a file that is to be replaced, or
 * elsewhere, for any port with room. While files are dragged the sheet carries `data-dropping`. Without this a browser
 * would open them and leave the page, and a run with it.
 * @returns takes a drop that came before
 */
export function listenForFiles(host: HTMLElement, ask: (wish: Wish) => void): (drop: HeldDrop) => void {
  let inside = 0;
  const mark = (depth: number): void => {
    inside = Math.max(0, depth);
    host.toggleAttribute('data-dropping', inside > 0);
  };
  const take = ({ target, entries, files }: HeldDrop): void => {
    const place =
      target instanceof Element ? target.closest<HTMLElement>('[data-drop], [data-replaces], [data-port]') : null;
    const { drop, port, replaces } = place?.dataset ?? {};
    droppedFiles(entries, files).then((given) => {
      if (replaces === undefined) ask({ type: 'choose', port: drop ?? port ?? null, given });
      else ask({ type: 'replace', key: Number(replaces), given });
    }, reportError);
  };
  document.addEventListener('dragenter', (event) => {
    if (holdsFiles(event)) mark(inside + 1);
  });
  document.addEventListener('dragleave', (event) => {
    if (holdsFiles(event)) mark(inside - 1);
  });
  document.addEventListener('dragover', (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  document.addEventListener('drop', (event) => {
    const held = holdDrop(event);
    if (held === null) return;
    mark(0);
    take(held);
  });
  return take;
}
