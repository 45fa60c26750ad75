import { describe, expect, it } from 'vitest';
import { methods } from '../registry.ts';
import { readmeOf, saysWhenToUse, sectionsOf } from './readme.node.ts';

describe('sectionsOf', () => {
  it('cuts at headings of the second level, but not in code', () => {
    const text = '# Name\n\nIntro.\n\n## One\n\nA\n### deeper\nB\n\n```sh\n## no heading\n```\n\n## Two, and more\nC\n';
    expect(sectionsOf(text)).toEqual([
      { title: 'One', text: 'A\n### deeper\nB\n\n```sh\n## no heading\n```' },
      { title: 'Two, and more', text: 'C' },
    ]);
    expect(sectionsOf('no headings')).toEqual([]);
  });
});

describe('readmeOf', () => {
  it.each([...methods.values()].map((method) => [method.id, method] as const))(
    '%s: says when to use it, which its page shows',
    async (_, method) => {
      const sections = await readmeOf(method);
      const use = sections.find(saysWhenToUse);
      expect(use?.text.length).toBeGreaterThan(100);
    },
  );

  it('is empty for a method of another place', async () => {
    expect(await readmeOf({ id: 'elsewhere', family: 'merging' })).toEqual([]);
  });
});
