import { box, circle, dots, ellipse, faint, hollow, ink, line, out, outFill, type Pictures } from './pens.ts';

export const clustering: Pictures = {
  'faster-pam': [
    faint(line(10, 11, 5, 6), line(10, 11, 14, 4), line(10, 11, 4, 18), line(10, 11, 16, 14)),
    faint(line(22, 22, 28, 17), line(22, 22, 28, 27), line(22, 22, 17, 28), line(22, 22, 16, 14)),
    hollow(dots(1.9, 5, 6, 14, 4, 4, 18, 16, 14, 28, 17, 28, 27, 17, 28)),
    outFill(dots(3.3, 10, 11, 22, 22)),
  ],
  'ila-sdp': [ink(ellipse(12, 11, 10, 4.5, -38)), out(circle(22.5, 22, 6))],
  'lls-ddfa': [
    ink(line(3, 28, 23, 28), box(4, 7, 4, 21), box(11, 19, 4, 9), box(18, 14, 4, 14)),
    outFill(box(25, 4, 4.5, 24.7)),
  ],
  mlc: [faint('M3 18C9 4 17 26 29 9'), ink(line(4, 25, 28, 16)), out(line(10, 4, 23, 28))],
  ppp: [
    outFill(circle(9, 9, 5.7)),
    ink(circle(22.5, 9.5, 5), circle(13, 24, 4), line(24, 22, 27, 25), line(27, 22, 24, 25)),
  ],
  'slk-few-shot': [
    faint(line(6, 5, 12, 11, 20, 12, 27, 6), line(20, 12, 19, 20, 14, 27)),
    hollow(dots(2, 12, 11, 20, 12, 19, 20)),
    outFill(dots(3, 6, 5, 27, 6, 14, 27)),
  ],
};
