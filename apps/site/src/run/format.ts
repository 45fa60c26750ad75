/** How the run sheet writes sizes, counts, durations and hashes. Decimal units, British grouping. */

import { number } from '../text/numbers.ts';

interface Scale {
  readonly from: number;
  readonly unit: string;
}

const byteScales: readonly Scale[] = [
  { from: 1e12, unit: 'TB' },
  { from: 1e9, unit: 'GB' },
  { from: 1e6, unit: 'MB' },
  { from: 1e3, unit: 'kB' },
];

const countScales: readonly Scale[] = [
  { from: 1e12, unit: 'T' },
  { from: 1e9, unit: 'B' },
  { from: 1e6, unit: 'M' },
];

/**
 * The largest scale that `value` reaches once it is rounded to `digits` decimals in the scale below it,
 * so that 999,960 bytes read `1.0 MB` and not `1000 kB`.
 */
function scaleOf(value: number, scales: readonly Scale[], digits: (share: number) => number): Scale | undefined {
  return scales.find(({ from }, index) => {
    if (value >= from) return true;
    const below = scales[index + 1];
    if (below === undefined || value < below.from) return false;
    const share = value / below.from;
    return Number(share.toFixed(digits(share))) * below.from >= from;
  });
}

/** One decimal under ten, none above. */
const shortDigits = (share: number): number => (share < 9.95 ? 1 : 0);

/**
 * A number of bytes: `812 B`, `2.1 MB`, `446 MB`.
 * @param digits decimals to show; by default one below ten and none above
 */
export function formatBytes(bytes: number, digits?: number): string {
  const decimals = digits === undefined ? shortDigits : () => digits;
  const scale = scaleOf(bytes, byteScales, decimals);
  if (scale === undefined) return `${number(bytes)} B`;
  const share = bytes / scale.from;
  return `${share.toFixed(decimals(share))} ${scale.unit}`;
}

/** A count of parameters: `1,204`, `68.4 k` is written `68,400`, from a million on `222.9 M` or `1.2 B`. */
export function formatCount(count: number): string {
  const scale = scaleOf(count, countScales, () => 1);
  return scale === undefined ? number(count) : `${(count / scale.from).toFixed(1)} ${scale.unit}`;
}

/** A duration in seconds: `0.04 s`, `4.6 s`, `23 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) {
    const rest = whole % 60;
    return rest === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${rest} s`;
  }
  const minutes = Math.round(seconds / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A duration that is only known roughly, rounded up so that the words do not flicker: `2 s`, `15 s`, `1 min 30 s`. */
export function formatRoughly(seconds: number): string {
  const step = seconds <= 10 ? 1 : seconds <= 60 ? 5 : seconds <= 3600 ? 30 : 300;
  const rounded = Math.max(1, Math.ceil(seconds / step) * step);
  return rounded < 60 ? `${rounded} s` : formatSeconds(rounded);
}

/** What remains: `about 2 s left`; `null` when it is not known yet. */
export function formatTimeLeft(seconds: number | null): string | null {
  if (seconds === null || !Number.isFinite(seconds)) return null;
  if (seconds < 1) return 'less than 1 s left';
  return `about ${formatRoughly(seconds)} left`;
}

/** A share in [0, 1] as whole per cent that reaches 100 only at the end. */
export function formatPercent(share: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100)} %`;
}

/** A value of a report with its unit: grouped, with `digits` decimals where given, otherwise up to six significant. */
export function formatNumber(value: number, unit?: string, digits?: number): string {
  const text =
    digits === undefined
      ? new Intl.NumberFormat('en-GB', Number.isInteger(value) ? {} : { maximumSignificantDigits: 6 }).format(value)
      : new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
  return unit === undefined || unit === '' ? text : `${text} ${unit}`;
}

/** A hash short enough for one line: `5f2c 91ab … 07de`. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;
}

/** `one model`, `3 models`: the noun is given in both numbers. */
export function plural(count: number, one: string, many: string): string {
  return count === 1 ? `one ${one}` : `${number(count)} ${many}`;
}
