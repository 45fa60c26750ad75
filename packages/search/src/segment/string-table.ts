/**
 * Sorted strings in two arrays, so that a segment of any size is a few arrays and never a million objects.
 * Kept as UTF-16, in code unit order: the order of `<` and of `Array.prototype.sort`, and exact for every string.
 */
export interface StringTable {
  readonly units: Uint16Array<ArrayBuffer>;
  /** Where each string begins in `units`; one more entry than strings. */
  readonly offsets: Uint32Array<ArrayBuffer>;
}

/** A table of strings that are sorted and different already. */
export function stringTable(sorted: readonly string[]): StringTable {
  const offsets = new Uint32Array(sorted.length + 1);
  let total = 0;
  sorted.forEach((text, index) => {
    total += text.length;
    offsets[index + 1] = total;
  });
  const units = new Uint16Array(total);
  sorted.forEach((text, index) => {
    const start = offsets[index];
    for (let unit = 0; unit < text.length; unit += 1) units[start + unit] = text.charCodeAt(unit);
  });
  return { units, offsets };
}

export function tableSize(table: StringTable): number {
  return table.offsets.length - 1;
}

/** The string at a position in 0 … size - 1. */
export function stringAt(table: StringTable, index: number): string {
  const units = table.units.subarray(table.offsets[index], table.offsets[index + 1]);
  // Few strings are long; those that are would overflow the stack as arguments.
  if (units.length < 1024) return String.fromCharCode(...units);
  let text = '';
  for (const unit of units) text += String.fromCharCode(unit);
  return text;
}

/** Every string, in order. */
export function allStrings(table: StringTable): string[] {
  return Array.from({ length: tableSize(table) }, (_, index) => stringAt(table, index));
}

/** The position of the first string that is not smaller than `text`: size when all are. Logarithmic. */
export function lowerBound(table: StringTable, text: string): number {
  let low = 0;
  let high = tableSize(table);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compare(table, middle, text) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The position of `text`, or -1. */
export function positionOf(table: StringTable, text: string): number {
  const at = lowerBound(table, text);
  return at < tableSize(table) && compare(table, at, text) === 0 ? at : -1;
}

function compare(table: StringTable, index: number, text: string): number {
  const start = table.offsets[index];
  const length = table.offsets[index + 1] - start;
  const common = Math.min(length, text.length);
  for (let unit = 0; unit < common; unit += 1) {
    const difference = table.units[start + unit] - text.charCodeAt(unit);
    if (difference !== 0) return difference;
  }
  return length - text.length;
}
