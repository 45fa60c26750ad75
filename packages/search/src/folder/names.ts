import { randomUUID } from 'node:crypto';
import { manifestName } from './manifest.ts';

/** A name that no file of the folder ever had: what is written under it is never mistaken for something older. */
export const newSegmentName = (): string => `segment-${randomUUID()}`;

/** The name under which a file is written before it is whole. */
export const partialName = (name: string): string => `${name}.partial-${randomUUID()}`;

export const isSegmentName = (name: string): boolean => name.startsWith('segment-');

/** Whether the file is one of the index's own that a finished save has no use for. */
export function isLeftOver(name: string, used: ReadonlySet<string>): boolean {
  return (isSegmentName(name) || name.startsWith(`${manifestName}.partial-`)) && !used.has(name);
}
