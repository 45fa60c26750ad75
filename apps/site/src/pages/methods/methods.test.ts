import { cards } from '@offprint/catalog';
import { methods } from '@offprint/methods';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type TestSite } from '../../testing/open-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

describe('methods page', () => {
  it('shows all methods of cards and all that run, and tells by words which run', async () => {
    const all = new Set([...cards.map(({ slug }) => slug), ...methods.keys()]).size;
    const { text } = await site.get('/methods');
    expect(text.match(/<li class="shelf-item/g)).toHaveLength(all);
    expect(text.match(/, runs here</g)).toHaveLength(methods.size);
    expect(text.match(/, does not run yet</g)).toHaveLength(all - methods.size);
    expect(text).toContain('<a href="/methods/ties-merging" data-opens-item');
    expect(text).toContain('<a href="/papers/faster-pam" data-opens-item');
  });

  it('filters by name without JavaScript', async () => {
    const { text } = await site.get('/methods?name=MERGING+model');
    const shown = [...text.matchAll(/data-filter-text="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(shown.length).toBeGreaterThan(3);
    expect(shown.every((words) => words.includes('merging') && words.includes('model'))).toBe(true);
    expect((await site.get('/methods?name=qwertyuiop')).text).toContain('No method has that in its name');
  });
});

describe('page of a method', () => {
  it('runs it, says what it is good for, draws its example, and lists every file and setting', async () => {
    for (const method of methods.values()) {
      let { status, text } = await site.get(`/methods/${method.id}`);
      expect(status).toBe(200);
      expect(text).toContain(`<run-sheet id="run" data-method="${method.id}"`);
      if (method.paper !== null) expect(text).toContain(`href="/papers/${method.paper}"`);
      expect(text).toMatch(/<h2 class="(folio side-head|prose-title)">When /);
      // A page does not wait for an example that takes long; it is there for whoever comes next.
      while (!/<svg[^>]*class="figure"/.test(text)) ({ status, text } = await site.get(`/methods/${method.id}`));
      expect(text).toContain(`npx offprint run ${method.id}`);
      for (const title of [...Object.values(method.files), ...Object.values(method.settings)].map((port) => port.title))
        expect(text).toContain(title);
    }
  });

  it('leads to the paper of a method that does not run yet', async () => {
    const { status, text } = await site.get('/methods/visdiff');
    expect(status).toBe(methods.has('visdiff') ? 200 : 404);
    expect(text).toContain('/papers/visdiff');
  });

  it('answers 404 to an unknown one', async () => {
    const { status, text } = await site.get('/methods/ties-mergin');
    expect(status).toBe(404);
    expect(text).toContain('ties-merging');
  });
});
