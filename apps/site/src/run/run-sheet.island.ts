import { type HeldDrop, holdDrop, holdsFiles } from './held-drop.ts';

/**
 * The run sheet's first words of script. The sheet itself, its runner and its charts load when a reader first turns to
 * it, so that those who only read do not pay for them; what was pressed or chosen before they arrived is done again.
 */
const signsOfInterest = ['pointerover', 'pointerdown', 'focusin', 'click', 'input'] as const;
/** Files may be dropped anywhere on the page. */
const signsOfFiles = ['dragenter', 'dragover', 'drop'] as const;

/** How to find an element again after the sheet was rendered anew. */
function selectorOf(element: Element): string | null {
  if (element.id !== '') return `#${CSS.escape(element.id)}`;
  const act = element.getAttribute('data-do');
  return act === null ? null : `[data-do="${CSS.escape(act)}"]`;
}

class RunSheetElement extends HTMLElement {
  private loading = false;
  /** Done to each element before the sheet was ready, in order of first touch: its last value, or a press. */
  private readonly done = new Map<string, (element: HTMLElement) => void>();

  private dropped: HeldDrop | null = null;

  connectedCallback(): void {
    for (const type of signsOfInterest) this.addEventListener(type, this);
    for (const type of signsOfFiles) document.addEventListener(type, this);
  }

  handleEvent(event: Event): void {
    const { type, target } = event;
    if (event instanceof DragEvent) {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (type === 'drop') this.dropped = holdDrop(event);
    } else if (target instanceof Element) {
      const element = target.closest('[id], [data-do]');
      const selector = element === null ? null : selectorOf(element);
      if (selector !== null && type === 'input' && target instanceof HTMLInputElement) this.noteInput(selector, target);
      else if (selector !== null && type === 'click' && !(target instanceof HTMLInputElement)) {
        this.done.set(selector, (again) => again.click());
      }
    }
    if (this.loading) return;
    this.loading = true;
    import('./live-sheet.ts').then(({ bringToLife }) => this.begin(bringToLife), reportError);
  }

  private noteInput(selector: string, { type, value, checked, files }: HTMLInputElement): void {
    const chosen = new DataTransfer();
    for (const file of files ?? []) chosen.items.add(file);
    this.done.set(selector, (again) => {
      if (!(again instanceof HTMLInputElement)) return;
      if (type === 'file') again.files = chosen.files;
      else if (type === 'checkbox' || type === 'radio') again.checked = checked;
      else again.value = value;
      again.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  private begin(bringToLife: (host: HTMLElement, dropped: HeldDrop | null) => void): void {
    for (const type of signsOfInterest) this.removeEventListener(type, this);
    for (const type of signsOfFiles) document.removeEventListener(type, this);
    const focused = this.contains(document.activeElement) ? (document.activeElement?.id ?? '') : '';
    bringToLife(this, this.dropped);
    if (focused !== '') document.getElementById(focused)?.focus();
    for (const [selector, again] of this.done) {
      const element = this.querySelector<HTMLElement>(selector);
      if (element !== null) again(element);
    }
  }
}

customElements.define('run-sheet', RunSheetElement);
