import type { Page } from 'playwright-core';

/**
 * Moves a slider once for each value, and waits each time until another picture stands in the preview.
 * @returns milliseconds from the reader's input to the picture, one for each value
 */
export function millisecondsToPicture(page: Page, slider: string, values: readonly string[]): Promise<number[]> {
  return page.evaluate(
    async ([selector, all]) => {
      const input = document.querySelector<HTMLInputElement>(selector);
      const sheet = document.querySelector('run-sheet');
      if (input === null || sheet === null) throw new Error('There is no such slider.');
      const times: number[] = [];
      for (const value of all) {
        const before = document.querySelector('#preview [data-figure] svg');
        const started = performance.now();
        const drawn = new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            const now = document.querySelector('#preview [data-figure] svg');
            if (now === null || now === before) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(sheet, { childList: true, subtree: true });
        });
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await drawn;
        times.push(performance.now() - started);
      }
      return times;
    },
    [slider, values] as const,
  );
}
