import { expect, it } from 'vitest';
import { dayOf, longDay, weekdayOf } from './days.ts';

it('writes a day in words, whatever the zone of the machine', () => {
  expect(longDay('2023-06-02')).toBe('2 June 2023');
  expect(weekdayOf('2026-03-11')).toBe('Wednesday 11 March');
  expect(dayOf('2000-02-29')).toEqual({ weekday: 'Tuesday', date: 29, month: 'February', year: 2000 });
});
