import { box, cells, faint, faintFill, ink, line, out, outFill, type Pictures } from './pens.ts';

const weights = ['####', '####', '####'];

export const compression: Pictures = {
  'moe-inference-survey': [
    ink(box(4, 4, 10, 10), box(18, 4, 10, 10), box(4, 18, 10, 10)),
    outFill(box(17.3, 17.3, 11.4, 11.4)),
  ],
  mos: [
    ink(box(4, 4, 5, 24), box(23, 4, 5, 24)),
    out(line(12, 7, 20, 7), line(12, 25, 20, 25)),
    faint(line(12, 13, 20, 13), line(12, 19, 20, 19)),
  ],
  'stable-rps': [
    faintFill(cells(weights, '#', 6, 3, 4, 5.3)),
    ink(line(8, 17, 8, 23), line(13, 17, 18, 23), line(24, 17, 19, 23)),
    outFill(box(3, 23, 26, 6)),
  ],
};
