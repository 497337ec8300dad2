import { BlockList, isIP } from 'node:net';

/** https://www.iana.org/assignments/iana-ipv4-special-registry, multicast, and where a cloud answers its machines. */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // With 169.254.169.254, the metadata of most clouds.
  ['169.254.0.0', 16],
  // Azure's own, though it looks public.
  ['168.63.129.16', 32],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** IPv6 addresses that an IPv4 one stands in: mapped, and of NAT64. */
const IPV4_IN_IPV6 = ['::ffff:', '64:ff9b::'];
const IPV4_IN_IPV6_BITS = 96;

/** https://www.iana.org/assignments/iana-ipv6-special-registry, as far as it is within 2000::/3, where all that is public is. */
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  // Teredo, benchmarking, ORCHID and the like.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4, which leads on to any IPv4 address.
  ['2002::', 16],
  ['3fff::', 20],
];

/** A list per family: one for both takes an IPv4 address for its mapped form in rules for IPv6. */
const special = { ipv4: new BlockList(), ipv6: new BlockList() };
const global = new BlockList();

global.addSubnet('2000::', 3, 'ipv6');
for (const [network, bits] of SPECIAL_IPV6) special.ipv6.addSubnet(network, bits, 'ipv6');
for (const prefix of IPV4_IN_IPV6) global.addSubnet(`${prefix}0.0.0.0`, IPV4_IN_IPV6_BITS, 'ipv6');
for (const [network, bits] of SPECIAL_IPV4) {
  special.ipv4.addSubnet(network, bits, 'ipv4');
  for (const prefix of IPV4_IN_IPV6)
    special.ipv6.addSubnet(prefix + network, IPV4_IN_IPV6_BITS + bits, 'ipv6');
}

/**
 * Whether an IP address is one of the internet at large: not of this machine, its network or its cloud, nor of any other
 * special use. What is no address is not public.
 */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special.ipv4.check(address, 'ipv4');
    case 6:
      // A zone makes an address local, whatever it says.
      return !address.includes('%') && global.check(address, 'ipv6') && !special.ipv6.check(address, 'ipv6');
    default:
      return false;
  }
}
