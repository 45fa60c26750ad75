/** The mark of the second sheet: this runs here. */
export function PlayMark() {
  return (
    <svg class="sheet-mark" viewBox="0 0 22 26" aria-hidden="true">
      <rect width="22" height="26" />
      <path d="M7 7V19L16.500 13z" />
    </svg>
  );
}

/** Four crop marks, where a sheet would be cut. Each is two strokes beyond the corner. */
export function CropMarks() {
  return (
    <>
      {['top-left', 'top-right', 'bottom-left', 'bottom-right'].map((corner) => (
        <svg class={`crop ${corner}`} viewBox="0 0 16 16" aria-hidden="true">
          <path d="M0 15.500H11M15.500 0V11" />
        </svg>
      ))}
    </>
  );
}

/** Sound, or done. */
export function Check() {
  return (
    <svg class="icon check" viewBox="0 0 14 14" aria-hidden="true">
      <path d="M1.500 7.500L5 11L12.500 2.500" />
    </svg>
  );
}

/** Under way. */
export function Underway() {
  return (
    <svg class="icon underway" viewBox="0 0 14 14" aria-hidden="true">
      <rect x="1" y="1" width="12" height="12" />
    </svg>
  );
}

/** Cannot be used. */
export function Cross() {
  return (
    <svg class="icon cross" viewBox="0 0 14 14" aria-hidden="true">
      <path d="M2.500 2.500L11.500 11.500M11.500 2.500L2.500 11.500" />
    </svg>
  );
}

/** A move in a list. */
export function Arrow({ up }: { readonly up: boolean }) {
  return (
    <svg class="icon arrow" viewBox="0 0 14 14" aria-hidden="true">
      <path d={up ? 'M7 12V2.500M3 6.500L7 2.500L11 6.500' : 'M7 2V11.500M3 7.500L7 11.500L11 7.500'} />
    </svg>
  );
}
