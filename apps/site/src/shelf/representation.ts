import {
  box,
  circle,
  dots,
  ellipse,
  faint,
  hollow,
  ink,
  inkFill,
  line,
  out,
  outFill,
  outline,
  type Pictures,
} from './pens.ts';

export const representation: Pictures = {
  anymaker: [ink(box(3, 3, 19, 19)), faint(line(5, 19, 11, 11, 15, 16)), outFill(box(15, 14, 14, 14))],
  'dam-vp': [
    ink(box(3, 3, 26, 26)),
    faint(box(9, 9, 14, 14)),
    out(line(3, 3, 9, 9), line(29, 3, 23, 9), line(3, 29, 9, 23), line(29, 29, 23, 23)),
  ],
  facile: [
    ink(ellipse(10, 16, 7.5, 11)),
    inkFill(dots(1.7, 10, 9.5, 7.5, 16, 12.5, 15, 10, 22)),
    faint(line(19, 16, 24, 16)),
    outFill(circle(27, 16, 3)),
  ],
  hyperspherical: [
    ink(circle(16, 16, 12), line(16, 16, 6.5, 9), line(16, 16, 25.5, 9)),
    out(line(16, 16, 18, 28)),
    outFill(circle(18, 27.5, 2.5)),
  ],
  'io-match': [
    ink(circle(13.5, 18, 10)),
    inkFill(dots(1.7, 10, 15, 16, 13.5, 10.5, 21.5, 17, 20.5)),
    out(line(27, 2.5, 27, 10.5), line(23, 6.5, 31, 6.5)),
  ],
  metrix: [faint(outline(16, 6, 6, 25, 26, 25)), hollow(dots(3, 6, 25, 26, 25)), outFill(circle(16, 6, 3.5))],
  'open-world-cl': [
    ink(line(3, 28, 3, 22, 10, 22, 10, 14, 17, 14, 17, 7, 24, 7)),
    faint(line(28, 10, 28, 14)),
    outFill(circle(27, 7, 3)),
  ],
  'stationary-representations': [
    faint(outline(16, 5, 4, 27, 28, 27)),
    inkFill(dots(2.6, 16, 5, 4, 27, 28, 27)),
    outFill(circle(16, 19, 3)),
  ],
  udt: [
    faint(line(13, 12, 19, 19)),
    ink('M3 8C6 2.5 11 2.5 14 8C11 13.5 6 13.5 3 8z'),
    out('M18 23C21 17.5 26 17.5 29 23C26 28.5 21 28.5 18 23z'),
  ],
  'unified-embedding': [
    outFill(box(18, 12, 10, 7)),
    ink(box(18, 3, 10, 26), line(3, 6, 18, 14), line(3, 16, 18, 16), line(3, 26, 18, 18)),
    faint(line(18, 11, 28, 11), line(18, 20, 28, 20)),
  ],
};
