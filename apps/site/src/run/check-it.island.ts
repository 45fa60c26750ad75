/** Loads what *Check it* needs when it is first pressed. */
class CheckItElement extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('#check-start')?.addEventListener(
      'click',
      () => {
        import('./live-check.ts').then(({ bringCheckToLife }) => bringCheckToLife(this), reportError);
      },
      { once: true },
    );
  }
}

customElements.define('check-it', CheckItElement);
