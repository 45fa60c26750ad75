import { readFile, statfs } from 'node:fs/promises';
import path from 'node:path';

/**
 * File systems that several machines share, by the number Linux gives them in statfs (linux/magic.h and the file
 * systems' own sources). SQLite's write-ahead log needs memory shared between processes, which these do not give, or
 * not between machines.
 */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x517b, 'SMB'],
  [0x01021997, '9P'],
  [0x5346414f, 'AFS'],
  [0x73757245, 'Coda'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0x7461636f, 'OCFS2'],
  [0x01161970, 'GFS2'],
  [0x19830326, 'BeeGFS'],
  [0x20030528, 'OrangeFS'],
  [0xaad7aaea, 'PanFS'],
  [0x786f4256, 'VirtualBox shared folder'],
  [0xbacbacbc, 'VMware shared folder'],
]);

/** File systems in user space share one number; the mount table says which it is. */
const fuse = 0x65735546;

/** Types of the mount table behind FUSE that keep their files on another machine. */
const networkFuse =
  /^fuse\.(sshfs|glusterfs|ceph-fuse|ceph|rclone|s3fs|gcsfuse|goofys|juicefs|davfs|curlftpfs|smbnetfs|mfs|moosefs|lizardfs|seaweedfs|vmhgfs-fuse|prl_fsd)$/;

/**
 * The name of the network file system under a folder, or null: a local disk, or a system that does not tell
 * (macOS and Windows do not).
 */
export async function networkFileSystem(folder: string): Promise<string | null> {
  if (process.platform !== 'linux') return null;
  const { type } = await statfs(folder, { bigint: true });
  const mounts = Number(BigInt.asUintN(32, type)) === fuse ? await readFile('/proc/self/mountinfo', 'utf8') : '';
  return networkFileSystemOf(type, mounts, folder);
}

/**
 * The same from what the system said.
 * @param type number of the file system from statfs, of which the low 32 bits count
 * @param mounts text of `/proc/self/mountinfo` (proc(5)); read for FUSE only
 * @param folder absolute path
 */
export function networkFileSystemOf(type: bigint, mounts: string, folder: string): string | null {
  const magic = Number(BigInt.asUintN(32, type));
  if (magic !== fuse) return networkFileSystems.get(magic) ?? null;
  const mounted = mountedAt(mounts, folder);
  return mounted !== null && networkFuse.test(mounted) ? mounted.slice('fuse.'.length) : null;
}

/** Type of the innermost mount that holds `folder`; a later line lies over an earlier one. */
function mountedAt(mounts: string, folder: string): string | null {
  let best: { point: string; type: string } | null = null;
  for (const line of mounts.split('\n')) {
    const [before, after] = line.split(' - ');
    const point = unescapeOctal(before?.split(' ')[4] ?? '');
    const type = after?.split(' ')[0];
    if (type === undefined || !holds(point, folder)) continue;
    if (best === null || point.length >= best.point.length) best = { point, type };
  }
  return best?.type ?? null;
}

function holds(point: string, folder: string): boolean {
  return point === '/' || folder === point || folder.startsWith(point + path.sep);
}

/** The kernel writes space, tab, newline and backslash as `\040` and so on. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
