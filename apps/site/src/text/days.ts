const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

interface Day {
  readonly weekday: string;
  readonly date: number;
  readonly month: string;
  readonly year: number;
}

/** The parts of an ISO day `YYYY-MM-DD`, in the calendar that wrote it. */
export function dayOf(iso: string): Day {
  const date = new Date(`${iso}T00:00:00Z`);
  return {
    weekday: weekdays[date.getUTCDay()] ?? '',
    date: date.getUTCDate(),
    month: months[date.getUTCMonth()] ?? '',
    year: date.getUTCFullYear(),
  };
}

/** `2023-06-02` as `2 June 2023`. */
export function longDay(iso: string): string {
  const { date, month, year } = dayOf(iso);
  return `${date} ${month} ${year}`;
}

/** `2026-03-11` as `Wednesday 11 March`. */
export function weekdayOf(iso: string): string {
  const { weekday, date, month } = dayOf(iso);
  return `${weekday} ${date} ${month}`;
}
