import { box, circle, dots, ellipse, faint, hollow, ink, line, out, outFill, type Pictures } from './pens.ts';

export const selection: Pictures = {
  'auto-coreset': [
    hollow(dots(1.8, 5, 6, 20, 4, 28, 12, 8, 15, 12, 27, 27, 19)),
    outFill(circle(17, 13, 5), circle(22, 26, 3.4)),
  ],
  datm: [ink('M3 28C8 15 16 8 29 6'), out('M3 28C12 21 14 10 28 5'), outFill(circle(28, 5, 2.6))],
  'diversify-and-conquer': [
    ink(circle(9, 9, 6.5), circle(23.5, 9, 6.5), circle(16, 23, 6.5)),
    outFill(dots(2.4, 9, 9, 23.5, 9, 16, 23)),
  ],
  'dynamic-submodular': [
    faint(line(4, 28, 29, 28)),
    ink('M4 28C5 15 13 7 29 6'),
    outFill(dots(2.6, 6.5, 19.5, 11.5, 12.6, 19, 8)),
  ],
  inset: [
    ink(ellipse(16, 16, 13, 10)),
    faint(dots(1.9, 11, 20, 21, 19.5)),
    outFill(dots(2.4, 9.5, 13.5, 16, 18.5, 19.5, 12)),
  ],
  'learning-to-actively-learn': [
    faint(line(4, 4, 4, 28)),
    ink('M11 10C11 2.5 24 3 23 10.5C22.5 14.5 17 14 17 20'),
    outFill(circle(17, 26, 2.4)),
  ],
  'pca-compression': [
    outFill(box(4, 4, 11, 11), box(17, 17, 11, 11)),
    ink(box(17.7, 4.7, 9.6, 9.6), box(4.7, 17.7, 9.6, 9.6)),
  ],
  rs2: [
    faint(dots(1.9, 5, 8, 19, 8, 12, 16, 26, 16, 5, 24, 12, 24)),
    outFill(dots(2.6, 12, 8, 26, 8, 5, 16, 19, 16, 19, 24, 26, 24)),
  ],
  snp: [
    faint(circle(16, 16, 11.5)),
    ink(circle(16, 16, 6.5)),
    hollow(dots(2, 5.5, 6, 27, 7, 7, 27, 26, 26)),
    outFill(circle(16, 16, 2.6)),
  ],
};
