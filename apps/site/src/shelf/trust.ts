import { box, cells, circle, faint, hollow, ink, inkFill, line, out, outFill, type Pictures } from './pens.ts';

const ticket = ['.##.##', '#oo##.', '.#o.o#', 'oo##.o', '##.o##', '.##.##'];

export const trust: Pictures = {
  'dp-similarities': [
    faint('M3 26C9 26 8 7 13 7S17 26 23 23S27 24 30 24'),
    out('M3 27C8 25 9 10 13.5 9S17 21 21 22S26 25 30 22'),
  ],
  lfa: [ink('M3 28C10 28 12 22 15.5 16S22 5 29 5'), out(line(9, 27, 22, 5)), outFill(circle(15.5, 16, 2.8))],
  'lottery-ownership': [inkFill(cells(ticket, '#', 3, 3, 4, 4.5)), outFill(cells(ticket, 'o', 3, 3, 4, 4.5))],
  'pac-sets': [
    ink(line(16, 4, 16, 10, 7, 19), line(16, 10, 25, 19, 20.5, 28), line(25, 19, 29, 28)),
    outFill(box(3, 19.5, 8, 8)),
  ],
  rocerf: [
    faint(line(4, 24, 28, 11), line(4, 19, 28, 16)),
    ink(line(4, 22, 28, 13)),
    out(line(9, 8, 20, 24)),
    hollow(circle(9, 7, 2.6)),
    outFill(circle(20.5, 25, 3)),
  ],
  'worst-case-forget': [ink(box(5, 4, 22, 5), box(5, 23, 22, 5)), outFill(box(3, 13.5, 26, 5))],
};
