/** Filters a list while typing; without it the same field asks the server. */
for (const field of document.querySelectorAll<HTMLInputElement>('[data-filters]')) {
  const list = document.getElementById(field.dataset['filters'] ?? '');
  const status = document.querySelector('[data-filter-status]');
  const none = list?.querySelector<HTMLElement>('[data-filter-none]');
  if (!list || !status || !none) continue;
  const items = [...list.querySelectorAll<HTMLElement>('[data-filter-text]')];

  const filter = (): void => {
    const words = field.value.trim().toLowerCase().split(/\s+/);
    let shown = 0;
    for (const item of items) {
      const fits = words.every((word) => item.dataset['filterText']?.includes(word));
      item.hidden = !fits;
      if (fits) shown += 1;
    }
    for (const group of list.querySelectorAll<HTMLElement>('[data-filter-group]')) {
      group.hidden = group.querySelector('[data-filter-text]:not([hidden])') === null;
    }
    none.hidden = shown > 0;
    status.textContent = words.join('') === '' ? '' : `${shown} ${shown === 1 ? 'method' : 'methods'} named so`;
  };

  field.addEventListener('input', filter);
  field.form?.addEventListener('submit', (event) => {
    // What the server left out is not in the list, so a filtered page must ask again.
    if (new URLSearchParams(location.search).get('name')) return;
    event.preventDefault();
    items
      .find((item) => !item.hidden)
      ?.querySelector<HTMLElement>('[data-opens-item]')
      ?.focus();
  });
}
