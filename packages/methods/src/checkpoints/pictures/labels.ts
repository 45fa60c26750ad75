/** Where the words of a picture go, so that they cover neither each other nor a point. */

export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  /** Empty for a point without words. */
  readonly words: string;
  readonly fill: string;
}

export interface PlacedLabel extends LabelledPoint {
  readonly textAnchor: 'start' | 'middle' | 'end';
  readonly dx: number;
  readonly dy: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Pixels of a letter of 12 pixels, on average, and of a line. */
const letter = 6.2;
const lineHeight = 14;
/** From the middle of a point to its words. */
const gap = 10;

function boxOf({ x, y, words }: LabelledPoint, [anchor, dx, dy]: Place): Box {
  const width = letter * words.length;
  const left = x + dx - { start: 0, middle: width / 2, end: width }[anchor];
  return { left, right: left + width, top: y + dy - lineHeight / 2, bottom: y + dy + lineHeight / 2 };
}

type Place = readonly ['start' | 'middle' | 'end', number, number];

const aside = [0, -lineHeight, lineHeight, -2 * lineHeight, 2 * lineHeight];
/** In the order in which they are tried. */
function placesFor(towardsRight: boolean): Place[] {
  const right = aside.map((dy): Place => ['start', gap, dy]);
  const left = aside.map((dy): Place => ['end', -gap, dy]);
  const [first, second] = towardsRight ? [right, left] : [left, right];
  const above: Place = ['middle', 0, -gap - 4];
  const below: Place = ['middle', 0, gap + 4];
  return [first[0], above, below, ...first.slice(1), ...second];
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** A line of the picture, from one place to another in pixels. */
export type Stroke = readonly [readonly [number, number], readonly [number, number]];

/** Small boxes along a line. */
function boxesAlong([[x1, y1], [x2, y2]]: Stroke): Box[] {
  const count = Math.ceil(Math.hypot(x2 - x1, y2 - y1) / 6);
  return Array.from({ length: count }, (_, step) => {
    const share = (step + 0.5) / count;
    const [x, y] = [x1 + share * (x2 - x1), y1 + share * (y2 - y1)];
    return { left: x - 2, right: x + 2, top: y - 2, bottom: y + 2 };
  });
}

/**
 * Places words beside their points, outwards from the middle where there is room.
 * @param within the picture, in pixels
 * @param strokes lines that words should not lie on
 */
export function placeLabels(
  points: readonly LabelledPoint[],
  within: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
  strokes: readonly Stroke[] = [],
): PlacedLabel[] {
  const middle = within.left + within.width / 2;
  const placed: PlacedLabel[] = [];
  const boxes = strokes.flatMap(boxesAlong);
  const dots = points.map(({ x, y }): Box => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const outside = (box: Box): number =>
    Math.max(0, within.left - box.left) +
    Math.max(0, box.right - within.left - within.width) +
    Math.max(0, within.top - box.top) +
    Math.max(0, box.bottom - within.top - within.height);
  for (const point of points) {
    if (point.words === '') continue;
    const costs = placesFor(point.x >= middle).map((place, order) => {
      const box = boxOf(point, place);
      const covered = [...boxes, ...dots].reduce((sum, other) => sum + overlap(box, other), 0);
      return { place, box, cost: covered + 40 * outside(box) + order };
    });
    const { place, box } = costs.reduce((best, next) => (next.cost < best.cost ? next : best));
    boxes.push(box);
    placed.push({ ...point, textAnchor: place[0], dx: place[1], dy: place[2] });
  }
  return placed;
}

/** Names without their ending, none longer than `most` letters. */
export function shortNames(names: readonly string[], most: number): string[] {
  const plain = names.map((name) => name.replace(/(\.safetensors)?(\.index\.json)?$/i, ''));
  return plain.map((name) => (name.length <= most ? name : `${name.slice(0, most - 1)}…`));
}
