const digits = new Intl.NumberFormat('en-GB');

/** A count for a sentence: `quantity(1, 'byte')` is `1 byte`, `quantity(2048, 'byte')` is `2,048 bytes`. */
export function quantity(count: number, unit?: string): string {
  const figure = digits.format(count);
  if (unit === undefined) return figure;
  return count === 1 ? `${figure} ${unit}` : `${figure} ${unit}s`;
}
