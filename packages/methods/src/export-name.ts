/** The name under which the package exports a method: `ties-merging` is `tiesMerging`. */
export function exportNameOf(id: string): string {
  return id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
