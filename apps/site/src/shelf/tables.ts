import { box, faint, ink, inkFill, line, out, outFill, type Pictures } from './pens.ts';

export const tables: Pictures = {
  'glossary-matching': [
    ink(line(3, 6, 11, 6), line(3, 16, 11, 16), line(3, 26, 11, 26)),
    faint(line(21, 6, 29, 6), line(21, 16, 29, 16), line(21, 26, 29, 26)),
    out('M11 6C16 6 16 16 21 16', 'M11 16C16 16 16 6 21 6'),
  ],
  hamming: [
    ink(box(9, 3, 13, 8)),
    faint(line(3, 16, 29, 16)),
    inkFill(box(4, 23, 3.5, 6), box(9, 21, 3.5, 8), box(19, 24, 3.5, 5), box(24.5, 20, 3.5, 9)),
    outFill(box(14, 27, 3.5, 2)),
  ],
  linkorgs: [
    faint(
      line(3, 6, 9, 6),
      line(3, 16, 9, 16),
      line(3, 26, 9, 26),
      line(23, 6, 29, 6),
      line(23, 16, 29, 16),
      line(23, 26, 29, 26),
    ),
    out('M9 6C16 6 16 16 23 16', 'M9 26C16 26 16 6 23 6'),
  ],
  'table-integration': [
    faint(line(12, 4, 12, 17), line(20, 4, 20, 17)),
    ink(box(3, 4, 26, 6.5), box(3, 10.5, 26, 6.5)),
    outFill(box(2.3, 21.5, 27.4, 7)),
  ],
  valentine: [
    ink(box(3, 4, 10, 24), box(19, 4, 10, 24)),
    faint(line(8, 4, 8, 28), line(24, 4, 24, 28)),
    out(line(10.5, 11, 21.5, 11), line(5.5, 22, 26.5, 18)),
  ],
};
