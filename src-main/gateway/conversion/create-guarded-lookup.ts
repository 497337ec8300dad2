import { lookup as lookupInDns } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** A host that is not to be reached. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * Finds a host's addresses for the connection that is about to be made, and none when one of them is not allowed. There is
 * no second look-up whose answer could be another.
 */
export function createGuardedLookup(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookupInDns(hostname, { ...options, all: true }, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error !== null || first === undefined) {
        callback(error ?? new Error('the host has no address'), '');
      } else if (!addresses.every(({ address }) => isAllowed(address))) {
        callback(new AddressRefused('the host has an address that is not allowed'), '');
      } else if (options.all === true) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
