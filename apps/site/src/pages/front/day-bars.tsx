import { dayOf, longDay } from '../../text/days.ts';
import { count } from '../../text/numbers.ts';

interface DayBarsProps {
  /** Oldest first. */
  readonly days: readonly { readonly day: string; readonly count: number }[];
  /** The day that the page shows. */
  readonly shown: string | null;
}

const barWidth = 16;
const step = 23;
const barHeight = 28;

/** How many papers each of the last days featured. One day alone has nothing to be compared with, so it is not drawn. */
export function DayBars({ days, shown }: DayBarsProps) {
  if (days.length < 2) return null;
  const most = Math.max(...days.map((day) => day.count));
  const width = days.length * step;
  return (
    <svg
      class="day-bars"
      viewBox={`0 0 ${width} 64`}
      width={width}
      height={64}
      role="img"
      aria-label={`Papers a day: ${days.map(({ day, count: papers }) => `${longDay(day)}, ${count(papers, 'paper')}`).join('; ')}`}
    >
      {days.map(({ day, count: papers }, at) => {
        const height = Math.max(1, Math.round((papers / most) * barHeight));
        const { weekday, date } = dayOf(day);
        const middle = at * step + step / 2;
        return (
          <g class={day === shown ? 'shown' : undefined}>
            <rect x={middle - barWidth / 2} y={barHeight - height} width={barWidth} height={height} />
            <text x={middle} y={43} class="weekday">
              {weekday.slice(0, 3)}
            </text>
            <text x={middle} y={58}>
              {date}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
