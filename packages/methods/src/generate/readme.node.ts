import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Method } from '../method.ts';

/** A part of a method's README below a heading of the second level. */
export interface ReadmeSection {
  readonly title: string;
  /** Markdown. */
  readonly text: string;
}

/** The section that says what a method is good for and what not, by its title. Every method's README has one. */
export function saysWhenToUse({ title }: ReadmeSection): boolean {
  return /^when\b/i.test(title);
}

const sources = path.dirname(import.meta.dirname);

/**
 * The sections of the README in a method's folder, in their order; the title and what stands before the first section
 * are left out. None for a method that lies elsewhere.
 */
export async function readmeOf(method: Pick<Method, 'id' | 'family'>): Promise<readonly ReadmeSection[]> {
  const file = path.join(sources, method.family, method.id, 'README.md');
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return '';
    throw thrown;
  });
  return sectionsOf(text);
}

/** Cuts Markdown at its headings of the second level. Lines inside of code fences are no headings. */
export function sectionsOf(text: string): readonly ReadmeSection[] {
  const sections: { title: string; lines: string[] }[] = [];
  let fenced = false;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*```/.test(line)) fenced = !fenced;
    const title = fenced ? undefined : /^##\s+(.+?)\s*$/.exec(line)?.[1];
    if (title !== undefined) sections.push({ title, lines: [] });
    else sections.at(-1)?.lines.push(line);
  }
  return sections.map(({ title, lines }) => ({ title, text: lines.join('\n').trim() }));
}
