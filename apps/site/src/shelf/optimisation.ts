import { box, cells, circle, dots, ellipse, faint, faintFill, hollow, ink, line, out, outFill } from './pens.ts';
import type { ShelfEntry } from './shelf.ts';

const entries = ['#...#', '..#..', '.#...', '...#.', '#...#'];

export const optimisation: readonly ShelfEntry[] = [
  {
    id: 'block-coordinate-descent',
    name: 'Block coordinate descent',
    takes: 'matrix, loss',
    gives: 'solution, trace',
    picture: [
      faint(ellipse(16, 16, 13, 10.5)),
      ink(ellipse(17.5, 17.5, 6.5, 5)),
      out(line(6, 9, 13, 9, 13, 15, 17, 15)),
      outFill(circle(17.5, 16.5, 2.6)),
    ],
  },
  {
    id: 'ef21-w',
    name: 'EF21-W',
    takes: 'shards of data',
    gives: 'solution, bits sent',
    picture: [
      faint(line(6, 6, 25, 16), line(6, 26, 25, 16)),
      out(line(6, 16, 25, 16)),
      hollow(dots(2.6, 6, 6, 6, 16, 6, 26)),
      outFill(circle(25.5, 16, 4)),
    ],
  },
  {
    id: 'just-one-byte',
    name: 'Just one byte',
    takes: 'one model, many hosts',
    gives: 'the same model',
    picture: [
      faint(line(7, 11, 7, 21), line(11, 11, 11, 21), line(21, 11, 21, 21), line(25, 11, 25, 21)),
      outFill(box(14, 11, 4, 10)),
      ink(box(3, 11, 26, 10)),
    ],
  },
  {
    id: 'matrix-completion',
    name: 'Matrix completion',
    takes: 'some entries',
    gives: 'every entry',
    picture: [faintFill(cells(entries, '.', 4, 4, 4, 5)), outFill(cells(entries, '#', 4, 4, 4, 5))],
  },
];
