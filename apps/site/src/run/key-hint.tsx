/** The key that does what the button does; heard through the button's `aria-keyshortcuts`, so silent here. */
export function KeyHint({ name }: { readonly name: string }) {
  return (
    <span class="key-hint" aria-hidden="true">
      <kbd>{name}</kbd>
    </span>
  );
}
