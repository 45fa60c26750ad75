/** The sign of Offprint: a sheet, and before it the sheet that runs. */
export function Logo() {
  return (
    <svg viewBox="0 0 21 25" aria-hidden="true">
      <path class="back" d="M5.500 18H1.800V1.800H14.200V5.300" />
      <path class="front" d="M7 7.500H20.500V24.500H7z" />
      <path class="play" d="M11.200 12V20L17.300 16z" />
    </svg>
  );
}

/** The mark of a paper whose method runs here. */
export function RunsMark() {
  return (
    <svg class="runs-mark" viewBox="0 0 12 15" aria-hidden="true">
      <rect width="12" height="15" />
      <path d="M4 4V11L9.500 7.500z" />
    </svg>
  );
}
