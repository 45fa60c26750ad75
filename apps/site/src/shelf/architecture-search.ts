import { circle, dots, faint, hollow, ink, inkFill, line, out, outFill, type Pictures } from './pens.ts';

export const architectureSearch: Pictures = {
  'functional-hashing': [
    ink(line(12, 3, 9, 29), line(23, 3, 20, 29), line(3, 11, 29, 11), line(3, 21, 29, 21)),
    outFill(circle(16, 16, 2.8)),
  ],
  'gm-nas': [
    ink(line(16, 28, 16, 18, 8, 11, 4, 4), line(8, 11, 12, 4), line(16, 18, 24, 11)),
    out(line(20, 4, 24, 11, 28, 4)),
  ],
  neas: [
    faint(line(16, 5, 16, 13, 6, 19, 6, 26), line(16, 13, 26, 19, 26, 26)),
    inkFill(circle(16, 5, 2.6)),
    hollow(circle(16, 13, 2.6)),
    outFill(dots(3, 6, 26, 26, 26)),
  ],
};
