import {
  arrow,
  box,
  cells,
  circle,
  dots,
  faint,
  faintFill,
  hollow,
  ink,
  line,
  out,
  outFill,
  type Pictures,
} from './pens.ts';

const subspace = ['..#.#', '##.#.', '.#.##', '..##.', '...##'];

export const merging: Pictures = {
  adamerging: [
    faint(line(3, 8, 29, 8), line(3, 16, 29, 16), line(3, 24, 29, 24)),
    outFill(dots(3, 10, 8, 22, 16, 14, 24)),
  ],
  'concrete-subspace': [faintFill(cells(subspace, '.', 4, 4, 4, 5)), outFill(cells(subspace, '#', 4, 4, 4, 5))],
  'dam-backdoor': [ink('M16 3L27 7V16C27 22.5 22 27 16 29C10 27 5 22.5 5 16V7z'), out(line(11, 16, 15, 20, 22, 11))],
  'fisher-merging': [
    ink('M2 27C8 27 8 9 11.5 9S15 27 21 27', 'M13 27C18 27 18 13 21.5 13S25 27 30 27'),
    out('M10 27C14.5 27 14 4 16 4S17.5 27 22 27'),
  ],
  breadcrumbs: [
    faintFill(box(3, 4, 4, 24), box(25, 24, 4, 4)),
    outFill(box(8.5, 9, 4, 19), box(14, 14, 4, 14), box(19.5, 19, 4, 9)),
    ink(line(2, 28, 30, 28)),
  ],
  'compare-checkpoints': [
    ink(line(4, 7, 13, 7), line(4, 16, 13, 16), line(4, 25, 13, 25), line(19, 7, 28, 7), line(19, 25, 28, 25)),
    out(line(19, 13, 28, 19)),
  ],
  dare: [
    faint(line(4, 21, 4, 27), line(13, 21, 13, 27), line(18, 21, 18, 27), line(28, 21, 28, 27)),
    out(line(8.5, 5, 8.5, 27), line(23, 9, 23, 27)),
    ink(line(2, 28, 30, 28)),
  ],
  ifm: [
    faint(line(7, 6, 25, 11), line(7, 16, 25, 11), line(7, 26, 25, 22)),
    hollow(dots(3, 7, 6, 7, 16, 7, 26)),
    outFill(dots(3.5, 25, 11, 25, 22)),
  ],
  'kv-merger': [
    ink(box(3, 5, 4, 22), box(9, 5, 4, 22), box(15, 5, 4, 22), line(21, 16, 24, 16)),
    outFill(box(25.5, 5, 4, 22)),
  ],
  'merging-at-scale': [ink(line(4, 3, 4, 28, 29, 28), 'M7 24C14 24 20 17 28 15'), out('M7 22C15 21 18 8 28 5')],
  'linear-averaging': [
    faint(line(6, 8, 16, 16), line(26, 8, 16, 16), line(16, 28, 16, 16)),
    hollow(dots(3, 6, 7, 26, 7, 16, 27)),
    outFill(dots(3.5, 16, 15.5)),
  ],
  'lora-extract': [ink(box(3, 10, 18, 18)), outFill(box(24, 10, 4, 18), box(3, 3, 18, 4))],
  'lora-merge': [ink(box(3, 10, 4, 18), box(10, 3, 18, 4)), outFill(box(10, 10, 18, 18))],
  'merge-recipe': [
    ink(line(19, 28, 6, 28, 6, 3, 19, 3), line(10, 9, 18, 9), line(10, 15, 15, 15), line(10, 21, 18, 21)),
    out(arrow(18, 15, 28, 15, 5)),
  ],
  'model-stock': [
    ink(line(16, 27, 5, 7, 27, 7, 16, 27)),
    faint(line(16, 27, 16, 7)),
    hollow(dots(2.6, 16, 27, 5, 7, 27, 7)),
    outFill(dots(3.5, 16, 14)),
  ],
  'm-smoe': [
    faint(line(10, 6, 22, 10), line(10, 13, 22, 10), line(10, 20, 22, 23), line(10, 27, 22, 23)),
    hollow(box(4, 3.5, 5, 5), box(4, 10.5, 5, 5), box(4, 17.5, 5, 5), box(4, 24.5, 5, 5)),
    outFill(box(22, 6, 7, 7), box(22, 19.5, 7, 7)),
  ],
  opcm: [ink(line(5, 5, 5, 27, 27, 27)), faint(line(9, 27, 9, 23, 5, 23)), out(arrow(5, 27, 25, 7, 6))],
  'pcb-merging': [
    faintFill(box(4, 16, 4, 12), box(14, 20, 4, 8), box(19, 17, 4, 11)),
    outFill(box(9, 5, 4, 23), box(24, 8, 4, 20)),
    ink(line(2, 13, 30, 13)),
  ],
  pleas: [
    ink(line(4, 5, 15, 11), line(4, 11, 15, 5), line(4, 19, 15, 19), line(4, 26, 15, 26)),
    out(line(19, 5, 28, 5), line(19, 11, 28, 11), line(19, 19, 28, 19), line(19, 26, 28, 26)),
  ],
  slerp: [
    faint(line(4, 23, 28, 23)),
    out('M4 23C8 6 24 6 28 23'),
    hollow(dots(3, 4, 23, 28, 23)),
    outFill(dots(3.5, 16, 10.2)),
  ],
  'task-arithmetic': [
    ink(arrow(5, 27, 9, 11, 5), arrow(5, 27, 21, 23, 5)),
    faint(line(9, 11, 25, 7, 21, 23)),
    out(arrow(5, 27, 25, 7, 6)),
  ],
  'ties-merging': [out(arrow(7, 28, 7, 5, 6), arrow(16, 28, 16, 12, 6)), ink(arrow(25, 4, 25, 23, 6))],
  'twin-merging': [outFill('M16 8.5A9 9 0 0 1 16 23.5A9 9 0 0 1 16 8.5z'), ink(circle(11, 16, 9), circle(21, 16, 9))],
  'weight-matching': [
    ink('M6 6C16 6 16 26 26 26', 'M6 16C14 16 16 6 26 6', 'M6 26C14 26 16 16 26 16', dots(1.2, 6, 6, 6, 16, 6, 26)),
    outFill(dots(2.6, 26, 6, 26, 16, 26, 26)),
  ],
};
