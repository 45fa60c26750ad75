import { expect, it } from 'vitest';
import { DayBars } from './day-bars.tsx';

const days = [
  { day: '2026-03-09', count: 10 },
  { day: '2026-03-10', count: 5 },
  { day: '2026-03-11', count: 1 },
];

it('draws a bar for each day, as high as its papers are many, and marks the day shown', () => {
  const drawn = String(<DayBars days={days} shown="2026-03-11" />);
  expect([...drawn.matchAll(/<rect[^>]* height="(\d+)"/g)].map((match) => Number(match[1]))).toEqual([28, 14, 3]);
  expect([...drawn.matchAll(/<text[^>]*>([^<]+)</g)].map((match) => match[1])).toEqual([
    'Mon',
    '9',
    'Tue',
    '10',
    'Wed',
    '11',
  ]);
  expect(drawn.match(/<g class="shown">/g)).toHaveLength(1);
  expect(drawn).toContain(
    'aria-label="Papers a day: 9 March 2026, 10 papers; 10 March 2026, 5 papers; 11 March 2026, 1 paper"',
  );
});

it('draws nothing for one day, which has nothing to be compared with', () => {
  expect(String(<DayBars days={days.slice(0, 1)} shown="2026-03-09" />)).toBe('');
});
