import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { networkFileSystem, networkFileSystemOf } from './network-folder.ts';

const fuse = 0x65735546n;

const mounts = `22 1 259:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
90 22 0:45 / /home/ada/lab rw,nosuid shared:50 - fuse.sshfs ada@lab:/data rw
91 22 0:46 / /media/disk rw shared:51 - fuseblk /dev/sdb1 rw
92 22 0:47 / /home/ada/my\\040files rw shared:52 - fuse.rclone drive: rw
93 90 0:48 / /home/ada/lab/local rw - ext4 /dev/vdb rw
94 22 0:49 / /data rw - fuse.gocryptfs /home/ada/secret rw
`;

describe('networkFileSystemOf', () => {
  it.each([
    [0x6969n, 'NFS'],
    [0xff534d42n, 'CIFS'],
    // Some systems give the number as a signed one.
    [0xffffffffff534d42n, 'CIFS'],
    [0xfe534d42n, 'SMB'],
    [0x01021997n, '9P'],
    [0x00c36400n, 'Ceph'],
    [0xef53n, null],
    [0x9123683en, null],
    [0x01021994n, null],
    [0x794c7630n, null],
  ])('knows file system %s as %s', (type, expected) => {
    expect(networkFileSystemOf(type, '', '/data')).toBe(expected);
  });

  it.each([
    ['/home/ada/lab', 'sshfs'],
    ['/home/ada/lab/data/offprint', 'sshfs'],
    ['/home/ada/laboratory', null],
    ['/home/ada/lab/local/offprint', null],
    ['/home/ada/my files/offprint', 'rclone'],
    ['/media/disk/offprint', null],
    ['/data', null],
    ['/elsewhere', null],
  ])('tells by the mount table what is behind FUSE at %s: %s', (folder, expected) => {
    expect(networkFileSystemOf(fuse, mounts, folder)).toBe(expected);
  });
});

describe('networkFileSystem', () => {
  it('finds none under the temporary folder, where these tests keep their databases', async () => {
    expect(await networkFileSystem(tmpdir())).toBeNull();
  });
});
