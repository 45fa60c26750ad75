/**
 * A process for tests: prepares the data folder given, as an ordinary user even where the tests run as root, for whom
 * no folder is locked. Prints the path, or the error, as JSON.
 */
import { asOffprintError } from '@offprint/errors';
import { prepareFolder } from '../folder.ts';
import { userForServer } from './system-user.ts';

const user = await userForServer();
if (user !== null) {
  // Groups first: afterwards this process may not change them any more.
  process.setgroups?.([user.gid]);
  process.setegid?.(user.gid);
  process.seteuid?.(user.uid);
}
const outcome = await prepareFolder(process.argv[2] ?? '').catch(asOffprintError);
process.stdout.write(JSON.stringify(outcome));
