/** A process that holds the lock of the folder in its argument until it is killed. */
import { lockFolder } from '../folder/lock.ts';

await lockFolder(process.argv[2]);
process.stdout.write('locked\n');
setInterval(() => undefined, 1000);
