const whole = new Intl.NumberFormat('en-GB');

/** `41208` as `41,208`. */
export function number(value: number): string {
  return whole.format(value);
}

/** `count(1, 'paper')` is `1 paper`, `count(2, 'paper')` is `2 papers`. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}
