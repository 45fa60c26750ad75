import { BlockList, isIP } from 'node:net';

/** Networks that are not the public internet (IANA special-purpose registries, RFC 6890 and its successors). */
const privateV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const privateV6: readonly (readonly [string, number])[] = [
  ['::', 127],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** Prefixes under which an IPv6 address stands for the IPv4 address in its last 32 bits. */
const embeddings = ['::ffff:', '::ffff:0:', '64:ff9b::', '::'];

const blocked = new BlockList();
for (const [network, bits] of privateV4) {
  blocked.addSubnet(network, bits, 'ipv4');
  for (const prefix of embeddings) blocked.addSubnet(`${prefix}${network}`, 96 + bits, 'ipv6');
}
for (const [network, bits] of privateV6) blocked.addSubnet(network, bits, 'ipv6');

/** Whether an IP address, v4 or v6, belongs to this machine, a private network, or no one. */
export function isPrivateAddress(address: string): boolean {
  const [plain] = address.split('%');
  return blocked.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}
