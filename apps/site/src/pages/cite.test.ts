import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSite, type TestSite } from '../testing/open-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await openSite();
});
afterAll(() => site.close());

it.each([
  ['bibtex', 'ties-merging.bib', 'application/x-bibtex; charset=utf-8', '@inproceedings{'],
  ['ris', 'ties-merging.ris', 'application/x-research-info-systems; charset=utf-8', 'TY  - '],
  ['csl-json', 'ties-merging.json', 'application/vnd.citationstyles.csl+json', '[\n  {\n    "id": '],
])('gives %s as the file %s', async (format, file, type, beginning) => {
  const { status, text, headers } = await site.get(`/cite/${format}/ties-merging`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe(type);
  expect(headers.get('content-disposition')).toBe(`attachment; filename="${file}"`);
  expect(text.startsWith(beginning)).toBe(true);
});

it('answers 404 to an unknown paper or format', async () => {
  expect((await site.get('/cite/bibtex/nonsense')).status).toBe(404);
  expect((await site.get('/cite/endnote/ties-merging')).status).toBe(404);
  expect((await site.get('/cite/ris/cs/0112017')).headers.get('content-disposition')).toBe(
    'attachment; filename="cs-0112017.ris"',
  );
});
