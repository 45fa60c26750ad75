/**
 * The twelve families of methods, in the order in which pages list them, each with the name that a reader sees.
 * A method's folder lies in the folder of its family.
 */
export const familyTitles = {
  merging: 'Merging',
  representation: 'Representation',
  selection: 'Selection',
  clustering: 'Clustering',
  graphs: 'Graphs',
  trust: 'Trust',
  geometry: 'Geometry',
  tables: 'Tables',
  optimisation: 'Optimisation',
  compression: 'Compression',
  evaluation: 'Evaluation',
  'architecture-search': 'Architecture search',
} as const;

export type Family = keyof typeof familyTitles;

export const families = Object.keys(familyTitles) as readonly Family[];

export function isFamily(value: string): value is Family {
  return Object.hasOwn(familyTitles, value);
}
