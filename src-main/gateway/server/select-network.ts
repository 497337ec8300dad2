import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** A /64 is what one customer or host gets, and it may choose any address in it. */
const NETWORK_GROUPS = 4;
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** Whom an address belongs to: an IPv4 address is itself, however it is written; an IPv6 address is its /64. */
export function selectNetwork(remoteAddress: string | undefined): string {
  // A link-local address names its interface: fe80::1%eth0.
  const address = remoteAddress?.split('%', 1)[0] ?? '';
  const mapped = MAPPED_IPV4.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return mapped;
  if (!isIPv6(mapped)) return 'unknown';
  const [head = '', tail] = mapped.split('::');
  const left = splitGroups(head);
  const right = tail === undefined ? [] : splitGroups(tail);
  const zeros = Array.from({ length: Math.max(0, GROUPS - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16).toString(16));
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

function splitGroups(text: string): string[] {
  // The last two groups may be written as an IPv4 address; they are never part of the network.
  return text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}
