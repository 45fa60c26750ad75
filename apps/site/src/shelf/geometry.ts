import { arrow, box, circle, dots, faint, hollow, ink, line, out, outFill, outline, type Pictures } from './pens.ts';

export const geometry: Pictures = {
  attsets: [
    faint(line(6, 5, 24, 14)),
    ink(line(6, 16, 24, 16)),
    out(line(6, 27, 24, 18)),
    hollow(dots(2.6, 6, 5, 6, 16, 6, 27)),
    outFill(box(24, 10, 5, 12)),
  ],
  'mesh-ot': [
    faint(outline(12, 4, 25, 6, 29, 17, 20, 28, 5, 25)),
    out(outline(13, 9, 22, 9, 24, 17, 18, 23, 9, 21), line(13, 9, 18, 23, 22, 9)),
  ],
  'mph-decompositions': [outFill(box(11, 11, 9, 9)), ink(box(4, 4, 16, 16)), out(box(11, 11, 17, 17))],
  'mph-optimization': [
    ink(line(4, 3, 4, 28, 29, 28), arrow(27, 5, 20, 12, 5)),
    out(line(8, 9, 13, 9, 13, 16, 19, 16, 19, 23, 25, 23)),
  ],
  ponita: [
    ink(
      line(22, 16, 30, 16),
      line(19, 10.8, 23, 3.9),
      line(13, 10.8, 9, 3.9),
      line(10, 16, 2, 16),
      line(13, 21.2, 9, 28.1),
      line(19, 21.2, 23, 28.1),
    ),
    outFill(circle(16, 16, 3.2)),
  ],
};
