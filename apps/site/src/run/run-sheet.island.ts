/**
 * The run sheet's first words of script. The sheet itself, its runner and its charts load when the sheet comes into view
 * or is first touched; what was pressed before they arrived is pressed again.
 */
class RunSheetElement extends HTMLElement {
  private loading = false;
  private pressed: string | null = null;

  connectedCallback(): void {
    this.addEventListener('click', this);
    for (const type of ['pointerdown', 'focusin', 'dragenter']) this.addEventListener(type, this, { once: true });
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      this.wake();
    });
    seen.observe(this);
  }

  handleEvent(event: Event): void {
    if (event.type === 'click' && event.target instanceof Element) {
      this.pressed = event.target.closest('[id], [data-do]')?.id ?? null;
    }
    this.wake();
  }

  private wake(): void {
    if (this.loading) return;
    this.loading = true;
    import('./live-sheet.ts').then(({ bringToLife }) => {
      this.removeEventListener('click', this);
      const focused = this.contains(document.activeElement) ? (document.activeElement?.id ?? '') : '';
      bringToLife(this);
      if (focused !== '') document.getElementById(focused)?.focus();
      if (this.pressed !== null) document.getElementById(this.pressed)?.click();
    }, reportError);
  }
}

customElements.define('run-sheet', RunSheetElement);
