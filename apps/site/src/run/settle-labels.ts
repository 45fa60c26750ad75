/** Pixels of air that two labels need between them. */
const AIR = 2;

const overlap = (a: DOMRect, b: DOMRect): boolean =>
  a.left < b.right + AIR && b.left < a.right + AIR && a.top < b.bottom && b.top < a.bottom;

/**
 * Makes room in a picture that was drawn narrower than it was designed: a label that runs over the edge is moved in, and
 * one that would lie on another is left out, the earlier one staying. The picture must be in the page, to be measured.
 */
export function settleLabels(picture: SVGSVGElement): void {
  const frame = picture.getBoundingClientRect();
  const unitsAPixel = picture.viewBox.baseVal.width / frame.width;
  const kept: DOMRect[] = [];
  for (const label of picture.querySelectorAll('text')) {
    const box = label.getBoundingClientRect();
    const over = Math.max(0, box.right - frame.right);
    const settled = new DOMRect(box.x - over, box.y, box.width, box.height);
    if (kept.some((other) => overlap(settled, other))) {
      label.remove();
      continue;
    }
    kept.push(settled);
    if (over > 0) {
      const moved = `translate(${-over * unitsAPixel},0)`;
      label.setAttribute('transform', `${moved} ${label.getAttribute('transform') ?? ''}`);
    }
  }
}
