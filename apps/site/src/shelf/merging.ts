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
  'ties-merging': [out(arrow(7, 28, 7, 5, 6), arrow(16, 28, 16, 12, 6)), ink(arrow(25, 4, 25, 23, 6))],
  'twin-merging': [outFill('M16 8.5A9 9 0 0 1 16 23.5A9 9 0 0 1 16 8.5z'), ink(circle(11, 16, 9), circle(21, 16, 9))],
  'weight-matching': [
    ink('M6 6C16 6 16 26 26 26', 'M6 16C14 16 16 6 26 6', 'M6 26C14 26 16 16 26 16', dots(1.2, 6, 6, 6, 16, 6, 26)),
    outFill(dots(2.6, 26, 6, 26, 16, 26, 26)),
  ],
};
