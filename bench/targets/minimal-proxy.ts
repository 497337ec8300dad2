// The practical limit of a gateway on Node: `node:http` with a keep-alive agent, piped both ways, nothing looked at.
import { Agent, createServer, request as send } from 'node:http';
import { announceListening } from '#bench/targets/announce-listening';

const { hostname, port } = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true });

const server = createServer({ noDelay: true }, (request, response) => {
  const upstream = send(
    { hostname, port, agent, method: request.method, path: request.url, headers: request.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    },
  );
  upstream.once('error', () => response.destroy());
  response.once('close', () => {
    if (!response.writableFinished) upstream.destroy();
  });
  request.pipe(upstream);
});
server.keepAliveTimeout = 0;
server.requestTimeout = 0;
announceListening(server);
