/** What was dropped, taken out of the event, for afterwards the browser takes it back. */
export interface HeldDrop {
  readonly entries: readonly (FileSystemEntry | null)[];
  readonly files: readonly File[];
  /** Where it fell. */
  readonly target: EventTarget | null;
}

export const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes('Files') === true;

/** Takes a drop of files from the browser, which else opens them in place of the page. Null for any other drop. */
export function holdDrop(event: DragEvent): HeldDrop | null {
  const { dataTransfer, target } = event;
  if (!holdsFiles(event) || dataTransfer === null) return null;
  event.preventDefault();
  const entries = [...dataTransfer.items].map((item) => item.webkitGetAsEntry());
  return { entries, files: [...dataTransfer.files], target };
}
