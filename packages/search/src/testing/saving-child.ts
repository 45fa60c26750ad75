/**
 * A process to kill: follows a database that changes without end, saves after each few changes, and prints each change
 * number once it is saved. Started by a test with the folder as its argument.
 */
import { openIndex } from '../open.ts';
import { endlessFeed } from './endless-feed.ts';

const [folder, start] = process.argv.slice(2);
const feed = endlessFeed(Number(start));
const index = await openIndex({ folder, feed });
for (;;) {
  feed.advance(7);
  await index.follow();
  await index.save();
  process.stdout.write(`${index.change}\n`);
}
