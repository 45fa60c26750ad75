import { nameOf } from '@offprint/files';
import type { Chosen, SheetPlan } from './sheet-state.ts';

type Files = Readonly<Record<string, readonly Chosen[]>>;

/**
 * Two parts of one sharded checkpoint as one, its header to be read anew; null where they are not parts of one, or hold
 * a file of the same name, which makes them two checkpoints.
 */
export function joinShards(here: Chosen, more: Chosen): Chosen | null {
  if (here.joins === null || here.joins !== more.joins) return null;
  const present = new Set(here.references.map(nameOf));
  if (more.references.some((reference) => present.has(nameOf(reference)))) return null;
  return {
    ...here,
    key: more.key,
    bytes: here.bytes + more.bytes,
    references: [...here.references, ...more.references],
    header: { state: 'reading' },
  };
}

/**
 * Puts newly chosen checkpoints into the ports: shards join their checkpoint; a port for one file takes the first in
 * place of what it had; the rest goes on to wherever there is room, in the order of ports.
 * @param target the port that the reader aimed at, or null for any
 * @returns the ports, and what found no room
 */
export function place(
  ports: SheetPlan['ports'],
  files: Files,
  target: string | null,
  chosen: readonly Chosen[],
): { readonly files: Files; readonly left: readonly Chosen[] } {
  const next: Record<string, Chosen[]> = Object.fromEntries(ports.map(({ name }) => [name, [...(files[name] ?? [])]]));
  const left: Chosen[] = [];
  let replaced = false;
  const aimed = ports.filter(({ name }) => name === target);
  for (const file of chosen) {
    if (joinAny(next, file)) continue;
    const only = aimed.find(({ max }) => max === 1);
    if (only !== undefined && !replaced) {
      next[only.name] = [file];
      replaced = true;
      continue;
    }
    const room = [...aimed, ...ports].find(({ name, max }) => (next[name]?.length ?? 0) < max);
    if (room === undefined) left.push(file);
    else next[room.name]?.push(file);
  }
  return { files: next, left };
}

function joinAny(files: Record<string, Chosen[]>, more: Chosen): boolean {
  for (const list of Object.values(files)) {
    for (const [position, here] of list.entries()) {
      const joined = joinShards(here, more);
      if (joined === null) continue;
      list[position] = joined;
      return true;
    }
  }
  return false;
}
