import { box, cells, circle, faint, hollow, ink, inkFill, line, out, outFill } from './pens.ts';
import type { ShelfEntry } from './shelf.ts';

const ticket = ['.##.##', '#oo##.', '.#o.o#', 'oo##.o', '##.o##', '.##.##'];

export const trust: readonly ShelfEntry[] = [
  {
    id: 'dp-similarities',
    name: 'DP similarities',
    takes: 'private rows, epsilon',
    gives: 'private structure',
    picture: [
      faint('M3 26C9 26 8 7 13 7S17 26 23 23S27 24 30 24'),
      out('M3 27C8 25 9 10 13.5 9S17 21 21 22S26 25 30 22'),
    ],
  },
  {
    id: 'lfa',
    name: 'LFA',
    takes: 'black box, a point',
    gives: 'eight explanations',
    picture: [ink('M3 28C10 28 12 22 15.5 16S22 5 29 5'), out(line(9, 27, 22, 5)), outFill(circle(15.5, 16, 2.8))],
  },
  {
    id: 'lottery-ownership',
    name: 'Lottery ownership',
    takes: 'sparse network',
    gives: 'proof of ownership',
    picture: [inkFill(cells(ticket, '#', 3, 3, 4, 4.5)), outFill(cells(ticket, 'o', 3, 3, 4, 4.5))],
  },
  {
    id: 'pac-sets',
    name: 'PAC prediction sets',
    takes: 'programs, costs',
    gives: 'partial programs',
    picture: [
      ink(line(16, 4, 16, 10, 7, 19), line(16, 10, 25, 19, 20.5, 28), line(25, 19, 29, 28)),
      outFill(box(3, 19.5, 8, 8)),
    ],
  },
  {
    id: 'rocerf',
    name: 'RoCERF',
    takes: 'table, rejected rows',
    gives: 'reasons that last',
    picture: [
      faint(line(4, 24, 28, 11), line(4, 19, 28, 16)),
      ink(line(4, 22, 28, 13)),
      out(line(9, 8, 20, 24)),
      hollow(circle(9, 7, 2.6)),
      outFill(circle(20.5, 25, 3)),
    ],
  },
  {
    id: 'worst-case-forget',
    name: 'Worst-case forget',
    takes: 'labelled table',
    gives: 'rows hard to forget',
    picture: [ink(box(5, 4, 22, 5), box(5, 23, 22, 5)), outFill(box(3, 13.5, 26, 5))],
  },
];
