/** The families of methods; a method's folder lies in the folder of its family. */
export const families = [
  'merging',
  'representation',
  'selection',
  'clustering',
  'graphs',
  'trust',
  'geometry',
  'tables',
  'optimisation',
  'compression',
  'evaluation',
  'architecture-search',
] as const;

export type Family = (typeof families)[number];
