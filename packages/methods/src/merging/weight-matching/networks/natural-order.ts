/** `fc10` after `fc9`: names in the order that a reader counts in. Numbers are compared as numbers, the rest as text. */
export function byNumber(one: string, other: string): number {
  const [a, b] = [one, other].map((name) => name.split(/(\d+)/));
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const difference = at % 2 === 1 ? Number(a[at]) - Number(b[at]) : a[at] < b[at] ? -1 : a[at] > b[at] ? 1 : 0;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
