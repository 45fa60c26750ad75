import {
  box,
  cells,
  circle,
  dots,
  ellipse,
  faint,
  faintFill,
  hollow,
  ink,
  line,
  out,
  outFill,
  type Pictures,
} from './pens.ts';

const entries = ['#...#', '..#..', '.#...', '...#.', '#...#'];

export const optimisation: Pictures = {
  'block-coordinate-descent': [
    faint(ellipse(16, 16, 13, 10.5)),
    ink(ellipse(17.5, 17.5, 6.5, 5)),
    out(line(6, 9, 13, 9, 13, 15, 17, 15)),
    outFill(circle(17.5, 16.5, 2.6)),
  ],
  'ef21-w': [
    faint(line(6, 6, 25, 16), line(6, 26, 25, 16)),
    out(line(6, 16, 25, 16)),
    hollow(dots(2.6, 6, 6, 6, 16, 6, 26)),
    outFill(circle(25.5, 16, 4)),
  ],
  'just-one-byte': [
    faint(line(7, 11, 7, 21), line(11, 11, 11, 21), line(21, 11, 21, 21), line(25, 11, 25, 21)),
    outFill(box(14, 11, 4, 10)),
    ink(box(3, 11, 26, 10)),
  ],
  'matrix-completion': [faintFill(cells(entries, '.', 4, 4, 4, 5)), outFill(cells(entries, '#', 4, 4, 4, 5))],
};
