import { expect, it } from 'vitest';
import { Authors } from './authors.tsx';

const text = (authors: readonly string[]): string => String(<Authors authors={authors} />);

it('names up to five authors by their family names, and of more the first three', () => {
  const five = ['Ada One', 'Bo de Two', 'C. Three', 'D. Four', 'E. Five'];
  expect(text(five)).toBe('<span>One, de Two, Three, Four, Five</span>');
  expect(text([...five, 'F. Six'])).toBe('<span>One, de Two, Three <i>et al.</i></span>');
});

it('escapes what a file may have brought', () => {
  expect(text(['A <b>Bold</b>'])).toBe('<span>&lt;b&gt;Bold&lt;/b&gt;</span>');
});
