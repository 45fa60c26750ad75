import { droppedFiles } from './given-files.ts';
import type { Wish } from './view.ts';

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/**
 * Takes files that are dropped anywhere on the page: on a port, on a file that is to be replaced, or elsewhere, for any
 * port with room. While files are dragged the sheet carries `data-dropping`. Without this a browser would open them and
 * leave the page, and a run with it.
 */
export function listenForFiles(host: HTMLElement, ask: (wish: Wish) => void): void {
  let inside = 0;
  const mark = (depth: number): void => {
    inside = Math.max(0, depth);
    host.toggleAttribute('data-dropping', inside > 0);
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
    if (!holdsFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    mark(0);
    const place =
      event.target instanceof Element
        ? event.target.closest<HTMLElement>('[data-drop], [data-replaces], [data-port]')
        : null;
    const { drop, port, replaces } = place?.dataset ?? {};
    droppedFiles(event.dataTransfer).then((given) => {
      if (replaces === undefined) ask({ type: 'choose', port: drop ?? port ?? null, given });
      else ask({ type: 'replace', key: Number(replaces), given });
    }, reportError);
  });
}
