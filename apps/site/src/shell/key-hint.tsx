/** The key that does what the control does; heard through its `aria-keyshortcuts`, so silent here, and not on phones. */
export function KeyHint({ name }: { readonly name: string }) {
  return (
    <span class="key-hint" aria-hidden="true">
      <kbd>{name}</kbd>
    </span>
  );
}
