import {
  arrow,
  circle,
  dots,
  ellipse,
  faint,
  hollow,
  ink,
  inkFill,
  line,
  out,
  outFill,
  outline,
  type Pictures,
} from './pens.ts';

export const graphs: Pictures = {
  'fair-clique': [
    faint(outline(16, 4, 28, 13, 23.5, 27, 8.5, 27, 4, 13), outline(16, 4, 23.5, 27, 4, 13, 28, 13, 8.5, 27)),
    inkFill(dots(2.6, 28, 13, 8.5, 27)),
    outFill(dots(2.6, 16, 4, 4, 13, 23.5, 27)),
  ],
  'graph-patterns-survey': [
    ink(outline(4, 27, 11, 6, 20, 25)),
    out(outline(11, 6, 28, 4, 20, 25)),
    inkFill(dots(1.6, 4, 27)),
  ],
  'graphs-to-hypergraphs': [
    ink(ellipse(11.5, 11, 9.5, 6.5, 12)),
    out(ellipse(20, 20.5, 9.5, 6.5, -8)),
    inkFill(dots(1.8, 8, 10, 16, 15.5, 24, 20)),
  ],
  nfe: [
    faint(arrow(11, 7, 18, 4, 3.5)),
    ink('M3 27C8 27 8 13 10.5 13S13 27 18 27'),
    out('M13 27C18 27 19 8 22 8S25 27 30 27'),
  ],
  topo: [
    ink(line(3, 22, 29, 22)),
    inkFill(dots(2.2, 6, 22, 16, 22, 26, 22)),
    out('M6 17C8 6 23 6 25.5 16', line(21, 13.5, 25.7, 16.5, 28, 11.5)),
  ],
  'wl-motifs': [
    faint(
      line(16, 16, 16, 4),
      line(16, 16, 26.4, 10),
      line(16, 16, 26.4, 22),
      line(16, 16, 16, 28),
      line(16, 16, 5.6, 22),
      line(16, 16, 5.6, 10),
    ),
    hollow(dots(2.3, 26.4, 10, 16, 28, 5.6, 10)),
    inkFill(dots(2.4, 16, 4, 26.4, 22, 5.6, 22)),
    outFill(circle(16, 16, 3.4)),
  ],
};
