import type { SheetPlan, SheetState, Typed } from './sheet-state.ts';

/** A list as it was typed, part by part: `0.5, , 2` has three parts, the second not filled in. None for an empty list. */
export function partsOf(typed: Typed | undefined): readonly string[] {
  const text = String(typed ?? '').trim();
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}

/** The parts as one text; a list of which nothing is filled in is empty. */
export function joinParts(parts: readonly string[]): string {
  return parts.every((part) => part === '') ? '' : parts.join(', ');
}

/** The text after one of `count` parts was typed. A comma within a number is a decimal point. */
export function withPart(typed: Typed | undefined, count: number, place: number, value: string): string {
  const parts = partsOf(typed);
  const all = Array.from({ length: count }, (_, index) => parts[index] ?? '');
  return joinParts(all.with(place, value.trim().replace(',', '.')));
}

/**
 * Lets the numbers that belong to files go along with them when these are moved, removed or replaced. A file that is new
 * has none yet.
 */
export function carryAlong(plan: SheetPlan, before: SheetState, after: SheetState): SheetState {
  const changed = Object.entries(plan.each).flatMap(([setting, port]) => {
    const was = before.files[port] ?? [];
    const is = after.files[port] ?? [];
    const parts = partsOf(after.settings[setting]);
    if (was === is || parts.length === 0 || parts.length !== was.length) return [];
    const byKey = new Map(was.map(({ key }, place) => [key, parts[place] ?? '']));
    return [[setting, joinParts(is.map(({ key }) => byKey.get(key) ?? ''))] as const];
  });
  if (changed.length === 0) return after;
  return { ...after, settings: { ...after.settings, ...Object.fromEntries(changed) } };
}
