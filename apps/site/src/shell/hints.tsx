/** Keys of a page and what they do, as the foot of the page shows them. */
export interface Hint {
  readonly keys: readonly string[];
  readonly label: string;
}

export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <>
      {keys.map((key) => (
        <kbd>{key}</kbd>
      ))}
    </>
  );
}
