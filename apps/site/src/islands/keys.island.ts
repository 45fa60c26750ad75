/**
 * Single keys for everything that a page offers. The pages say what a key does: an element with `aria-keyshortcuts`
 * is activated by it, or focused if it is a field. In a list, `j` and `k` choose; the chosen item's own keys come first.
 */

const storageKey = 'offprint:single-keys';

const dialog = document.querySelector<HTMLDialogElement>('#keys-dialog');
let chosen: HTMLElement | null = null;
let afterG = false;

function isOn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    // Storage may be forbidden; then the keys work and cannot be switched off for good.
    return true;
  }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      (target.matches('input, textarea, select') &&
        !target.matches('[type=checkbox], [type=radio], [type=button], [type=file], [type=range]')))
  );
}

const isShown = (element: HTMLElement): boolean => element.offsetParent !== null || element.getClientRects().length > 0;

function activate(element: HTMLElement): void {
  if (element.matches('input, textarea, select') || element.dataset['focusOnly'] !== undefined) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    return;
  }
  if (element instanceof HTMLButtonElement) element.focus();
  element.click();
}

function elementFor(key: string): HTMLElement | undefined {
  const selector = `[aria-keyshortcuts="${CSS.escape(key)}"]`;
  const own = chosen?.querySelector<HTMLElement>(selector);
  if (own) return own;
  const outside = [...document.querySelectorAll<HTMLElement>(selector)].filter(
    (element) => element.closest('[data-item]') === null,
  );
  return outside.find((element) => isShown(element) && !element.matches(':disabled'));
}

function choose(step: number): void {
  const items = [...document.querySelectorAll<HTMLElement>('[data-item]')].filter(isShown);
  const focused = document.activeElement?.closest<HTMLElement>('[data-item]');
  const at = items.indexOf(focused ?? chosen ?? document.body);
  const next = items[at < 0 ? (step > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, at + step))];
  if (next === undefined) return;
  mark(next);
  next.querySelector<HTMLElement>('[data-opens-item]')?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

function mark(item: HTMLElement): void {
  chosen?.classList.remove('chosen');
  chosen = item;
  item.classList.add('chosen');
}

function toggle(id: string): void {
  const parts = document.querySelectorAll<HTMLElement>(`#${CSS.escape(id)} .more`);
  const open = [...parts].some((part) => part.hidden);
  for (const part of parts) part.hidden = !open;
}

function onKey(key: string): boolean {
  if (afterG) {
    afterG = false;
    const link = document.querySelector<HTMLElement>(`[data-after-g="${CSS.escape(key)}"]`);
    link?.click();
    return link !== null;
  }
  switch (key) {
    case 'j':
    case 'k':
      choose(key === 'j' ? 1 : -1);
      return true;
    case 'o':
      chosen?.querySelector<HTMLElement>('[data-opens-item]')?.click();
      return chosen !== null;
    case 'g':
      afterG = true;
      return true;
  }
  const element = elementFor(key);
  if (element) activate(element);
  return element !== undefined;
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && isTyping(event.target) && event.target instanceof HTMLElement) {
    event.target.blur();
    return;
  }
  if (event.key.length !== 1 || isTyping(event.target) || !isOn() || dialog?.open) return;
  if (onKey(event.key)) event.preventDefault();
});

document.addEventListener('focusin', (event) => {
  const item = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-item]') : null;
  if (item) mark(item);
});

document.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
  const element = event.target.closest<HTMLElement>('[data-opens], [data-toggles], [data-focus]');
  if (!element) return;
  const { opens, toggles, focus } = element.dataset;
  if (opens !== undefined && dialog) dialog.showModal();
  else if (toggles !== undefined) toggle(toggles);
  else if (focus !== undefined) {
    // On a phone the form opens around the field that has the focus, so it must be shown first.
    location.hash = element.getAttribute('href') ?? '';
    document.getElementById(focus)?.focus();
  }
  event.preventDefault();
});

for (const label of document.querySelectorAll<HTMLElement>('[data-keys-switch]')) {
  const box = label.querySelector('input');
  if (!box) continue;
  label.hidden = false;
  box.checked = isOn();
  box.addEventListener('change', () => {
    try {
      localStorage.setItem(storageKey, box.checked ? 'on' : 'off');
    } catch {
      box.checked = true;
    }
  });
}
