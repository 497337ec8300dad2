import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findPortOwner, parseLsof, parseNetstat, selectListeningInodes } from './port-owner';

const PROC_NET_TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 123456 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000  1000        0 222222 1 0000000000000000 20 4 30 10 -1
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333333 1 0000000000000000 100 0 0 10 0
`;

const NETSTAT_GERMAN = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHÖREN          1052
  TCP    127.0.0.1:8080         127.0.0.1:50312        HERGESTELLT      7777
  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN          4321
  TCP    [::1]:18080            [::]:0                 ABHÖREN          9999
`;

describe('what the systems say', () => {
  it('finds the listening socket, not a connection to it', () => {
    expect(selectListeningInodes(PROC_NET_TCP, 8080)).toEqual(['123456']);
    expect(selectListeningInodes(PROC_NET_TCP, 80)).toEqual([]);
  });

  it('reads lsof', () => {
    expect(parseLsof('p4321\ncnode\nf20\n')).toEqual({ pid: 4321, command: 'node' });
    expect(parseLsof('')).toBeNull();
  });

  it('reads netstat in any language', () => {
    expect(parseNetstat(NETSTAT_GERMAN, 8080)).toBe(4321);
    expect(parseNetstat(NETSTAT_GERMAN, 80)).toBeNull();
  });
});

describe.runIf(process.platform === 'linux')('findPortOwner', () => {
  it.each(['127.0.0.1', '::1'])('names this process, which listens on %s', async (host) => {
    const server = createServer();
    const listening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(0, host, () => resolve(true));
    });
    // Some machines have no IPv6.
    if (!listening) return;
    try {
      const { port } = server.address() as AddressInfo;
      expect(await findPortOwner(port, 'linux')).toMatchObject({ pid: process.pid });
      expect(await findPortOwner(1, 'linux')).toBeNull();
    } finally {
      server.close();
    }
  });
});
