/** Buttons that copy a text of the page; hidden until there is a script to do it. */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copies]')) {
  const source = document.getElementById(button.dataset['copies'] ?? '');
  const status = document.querySelector('[data-copy-status]');
  if (!source || !status) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(source.textContent?.trim() ?? '');
      status.textContent = 'Copied.';
    } catch {
      // Without permission, or without HTTPS, the text is chosen for the reader to copy.
      getSelection()?.selectAllChildren(source);
      status.textContent = 'The browser did not allow copying; the text is selected.';
    }
  });
}
