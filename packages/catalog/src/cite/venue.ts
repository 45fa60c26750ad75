/** Journals that the catalogue names by short names which do not say so. */
const journals = new Set([
  'ijcv',
  'jmlr',
  'tmlr',
  'jair',
  'jcss',
  'neural networks',
  'neurocomputing',
  'information systems',
]);

const saysJournal =
  /\b(?:journal|transactions|letters|review|reviews|annals|magazine|methods|nature|science)\b|\btrans\./i;

/** Whether a venue is a journal; otherwise it is taken for a conference. */
export function isJournal(venue: string): boolean {
  return journals.has(venue.toLowerCase()) || saysJournal.test(venue);
}
