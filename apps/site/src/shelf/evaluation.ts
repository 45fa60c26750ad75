import { circle, faint, ink, line, out, outFill } from './pens.ts';
import type { ShelfEntry } from './shelf.ts';

export const evaluation: readonly ShelfEntry[] = [
  {
    id: 'copyscope',
    name: 'CopyScope',
    takes: 'images of coalitions',
    gives: 'shares',
    picture: [
      outFill('M16 16V4A12 12 0 0 1 28 16z'),
      ink(circle(16, 16, 12), line(16, 4, 16, 16, 28, 16), line(16, 16, 7.5, 24.5)),
    ],
  },
  {
    id: 'onebench',
    name: 'ONEBench',
    takes: 'incomplete results',
    gives: 'one ranking',
    picture: [out(line(3, 6, 29, 6)), ink(line(3, 13, 22, 13)), faint(line(3, 20, 15, 20), line(3, 27, 9, 27))],
  },
  {
    id: 'visdiff',
    name: 'VisDiff',
    takes: 'two sets',
    gives: 'what differs',
    picture: [outFill('M16 8.5A9 9 0 1 1 16 23.5A9 9 0 0 0 16 8.5z'), ink(circle(11, 16, 9), circle(21, 16, 9))],
  },
];
