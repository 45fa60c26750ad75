import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { existingFolder, prepareFolder, refuseNetworkFolder } from './folder.ts';

const run = promisify(execFile);

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'offprint-folder-')));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('prepareFolder', () => {
  it('makes the folder and those above it, with a note in it and nothing else', async () => {
    const folder = await prepareFolder(path.join(root, 'a', 'b', 'data'));
    expect(folder).toBe(path.join(root, 'a', 'b', 'data'));
    expect(await readdir(folder)).toEqual(['README.txt']);
    expect(await readFile(path.join(folder, 'README.txt'), 'utf8')).toContain('belongs to Offprint');
  });

  it('leaves what is in it alone, the note too', async () => {
    await writeFile(path.join(root, 'README.txt'), 'mine');
    await writeFile(path.join(root, 'other'), 'kept');
    expect(await prepareFolder(root)).toBe(root);
    expect(await readFile(path.join(root, 'README.txt'), 'utf8')).toBe('mine');
    expect((await readdir(root)).toSorted()).toEqual(['README.txt', 'other']);
  });

  it('calls the folder by its real path', async () => {
    await mkdir(path.join(root, 'real'));
    await symlink(path.join(root, 'real'), path.join(root, 'link'));
    expect(await prepareFolder(path.join(root, 'link'))).toBe(path.join(root, 'real'));
  });

  it('may be called many times at once', async () => {
    const folder = path.join(root, 'data');
    const all = await Promise.all(Array.from({ length: 10 }, () => prepareFolder(folder)));
    expect(new Set(all)).toEqual(new Set([folder]));
    expect(await readdir(folder)).toEqual(['README.txt']);
  });

  it('says that there is a file of that name', async () => {
    const file = path.join(root, 'data');
    await writeFile(file, '');
    await expect(prepareFolder(file)).rejects.toMatchObject({
      code: 'data/unwritable',
      message: `The data folder ${file} cannot be used: there is a file of that name.`,
      where: { folder: file, reason: 'EEXIST' },
    });
  });

  it('says that part of the path is a file', async () => {
    await writeFile(path.join(root, 'file'), '');
    await expect(prepareFolder(path.join(root, 'file', 'data'))).rejects.toMatchObject({
      code: 'data/unwritable',
      message: expect.stringContaining('part of the path is a file'),
    });
  });

  it('says that links go round in a circle', async () => {
    await symlink(path.join(root, 'one'), path.join(root, 'two'));
    await symlink(path.join(root, 'two'), path.join(root, 'one'));
    await expect(prepareFolder(path.join(root, 'one', 'data'))).rejects.toMatchObject({
      code: 'data/unwritable',
      where: { reason: 'ELOOP' },
    });
  });

  it('says that this user may not write there', async () => {
    await chmod(root, 0o755);
    const locked = path.join(root, 'locked');
    await mkdir(locked, { mode: 0o555 });
    for (const folder of [locked, path.join(locked, 'data')]) {
      const program = path.join(import.meta.dirname, 'testing', 'prepare-folder.ts');
      const { stdout } = await run(process.execPath, [program, folder]);
      expect(JSON.parse(stdout)).toMatchObject({
        code: 'data/unwritable',
        message: `The data folder ${folder} cannot be used: this user may not write there.`,
        hint: expect.stringContaining('OFFPRINT_DATA'),
      });
    }
    expect(await readdir(locked)).toEqual([]);
  });
});

describe('existingFolder', () => {
  it('gives the real path and writes nothing', async () => {
    expect(await existingFolder(root)).toBe(root);
    expect(await readdir(root)).toEqual([]);
  });

  it('says that there is no such folder, and makes none', async () => {
    await expect(existingFolder(path.join(root, 'none'))).rejects.toMatchObject({
      code: 'data/unwritable',
      where: { reason: 'ENOENT' },
    });
    expect(await readdir(root)).toEqual([]);
  });

  it('says that it is a file', async () => {
    await writeFile(path.join(root, 'file'), '');
    await expect(existingFolder(path.join(root, 'file'))).rejects.toMatchObject({
      code: 'data/unwritable',
      where: { reason: 'ENOTDIR' },
    });
  });
});

describe('refuseNetworkFolder', () => {
  it('names the file system and the way out', async () => {
    await expect(refuseNetworkFolder('/mnt/lab/data', async () => 'NFS')).rejects.toMatchObject({
      kind: 'storage',
      code: 'data/network-folder',
      message: 'The data folder /mnt/lab/data lies on a network file system (NFS).',
      hint: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('lets a local folder pass', async () => {
    await expect(refuseNetworkFolder(root)).resolves.toBeUndefined();
  });
});
