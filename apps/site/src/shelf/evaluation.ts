import { circle, faint, ink, line, out, outFill, type Pictures } from './pens.ts';

export const evaluation: Pictures = {
  copyscope: [
    outFill('M16 16V4A12 12 0 0 1 28 16z'),
    ink(circle(16, 16, 12), line(16, 4, 16, 16, 28, 16), line(16, 16, 7.5, 24.5)),
  ],
  onebench: [out(line(3, 6, 29, 6)), ink(line(3, 13, 22, 13)), faint(line(3, 20, 15, 20), line(3, 27, 9, 27))],
  visdiff: [outFill('M16 8.5A9 9 0 1 1 16 23.5A9 9 0 0 0 16 8.5z'), ink(circle(11, 16, 9), circle(21, 16, 9))],
};
