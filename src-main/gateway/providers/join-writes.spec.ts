import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { joinWrites } from './join-writes';

async function connectPair(): Promise<{ socket: Socket; received: () => Promise<string> }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [peer] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    socket.destroy();
    peer.destroy();
    server.close();
  });
  const chunks: string[] = [];
  peer.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  return {
    socket,
    async received() {
      socket.end();
      await once(peer, 'end');
      return chunks.join('');
    },
  };
}

/** As undici writes a piece. */
function write(socket: Socket, text: string): void {
  socket.cork();
  socket.write(text);
  socket.uncork();
}

describe('joinWrites', () => {
  it('sends all pieces of a turn in one system call, in order', async () => {
    const { socket, received } = await connectPair();
    joinWrites(socket);
    const writev = vi.spyOn(socket, '_writev' as 'write');
    for (const text of ['head ', 'a', 'b', 'c']) {
      write(socket, text);
      await Promise.resolve();
    }
    expect(await received()).toBe('head abc');
    expect(writev).toHaveBeenCalledTimes(1);
  });

  it('sends what is written in later turns as well', async () => {
    const { socket, received } = await connectPair();
    joinWrites(socket);
    for (const text of ['one ', 'two ', 'three']) {
      write(socket, text);
      await new Promise(setImmediate);
    }
    expect(await received()).toBe('one two three');
  });
});
